// SPDX-License-Identifier: Apache-2.0
import { JOB_HEALTHS, JOB_STATES } from '@lava/protocol/api/jobs.ts';
import { LEVELS } from '@lava/protocol/record/record.ts';
import { Command, Option } from 'commander';
import { action } from '../context.ts';
import { cancelJobs, listJobs, resubmitJob, showDefinition, showJob, showResults } from './jobs-manage.ts';
import { showLogs, submitJob, translateJob, validateJob } from './jobs-run.ts';

export function jobsCommand(): Command {
  const command = new Command('jobs');
  command
    .command('submit <file>')
    .description('submit a job definition; - for stdin')
    .option('-w, --wait', 'wait for its end; the exit code tells how it ended')
    .option('-f, --follow', 'wait, and show log and results meanwhile')
    .action(action(submitJob));
  command
    .command('list')
    .description('newest first')
    .addOption(new Option('--state <state>').choices(JOB_STATES))
    .addOption(new Option('--health <health>').choices(JOB_HEALTHS))
    .option('--device-type <name>')
    .option('--device <name>')
    .option('--submitter <name>')
    .option('--search <text>', 'part of the description')
    .option('--limit <count>', 'most jobs to show', '25')
    .option('--before <id>', 'only older jobs than this one')
    .action(action(listJobs));
  command.command('show <id>').description('one job, with why it waits').action(action(showJob));
  command
    .command('logs <id>')
    .description('the log')
    .option('-f, --follow', 'go on until the job ends; the exit code tells how it ended')
    .option('--from <record>', 'number of the first record', '0')
    .option('--debug', 'debug lines as well')
    .addOption(new Option('--level <level...>', 'only these').choices(LEVELS))
    .option('--yaml', 'as the YAML that LAVA writes')
    .action(action(showLogs));
  command
    .command('results <id>')
    .description('test results')
    .option('--all', "the dispatcher's own steps (suite lava) as well")
    .action(action(showResults));
  command.command('cancel <ids...>').description('end jobs that wait or run').action(action(cancelJobs));
  command
    .command('resubmit <id>')
    .description('submit the same definition again')
    .option('-w, --wait', 'wait for its end; the exit code tells how it ended')
    .option('-f, --follow', 'wait, and show log and results meanwhile')
    .action(action(resubmitJob));
  command
    .command('definition <id>')
    .description('the text as submitted')
    .option('--pipeline', 'what runs: for a JSON job, its translation')
    .action(action(showDefinition));
  command
    .command('validate <file>')
    .description('what the server would say of a definition; - for stdin')
    .action(action(validateJob));
  command
    .command('translate <file>')
    .description('the pipeline job that a JSON job of the first dispatcher means on this lab; - for stdin')
    .action(action(translateJob));
  return command;
}
