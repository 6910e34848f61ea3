// SPDX-License-Identifier: Apache-2.0
import { JobQuery } from '@lava/protocol/api/jobs.ts';
import { isError, LavaError, type Problem } from '@lava/protocol/error/error.ts';
import { Command } from 'commander';
import { job, jobs } from '../jobs/jobs.ts';
import { failJob, validateJobs } from '../jobs/upkeep.ts';
import { COMMAND_LINE } from '../rights/permissions.ts';
import { addUpkeep } from './jobs-upkeep.ts';
import { type Act, agesAgo, type ListFlags, listing, parseInput, withListOptions } from './session.ts';

interface ValidateFlags {
  newerThan: string;
  submitter?: string;
  strict?: boolean;
}

export function jobsCommand(act: Act): Command {
  const command = new Command('jobs').description('submitted jobs');
  withListOptions(command.command('list'))
    .description('jobs, the newest first')
    .option('--state <state>', 'submitted, scheduling, scheduled, running, canceling, finished')
    .option('--submitter <user>')
    .option('--not-submitter <user>', 'only those of others')
    .option('--newer-than <age>', 'submitted since, e.g. 12h or 7d')
    .option('--limit <count>', 'at most 200', '25')
    .action(({ newerThan, csv, all: _, ...query }: ListFlags & Record<string, string>) =>
      act(async ({ db, print }) => {
        const since = newerThan === undefined ? undefined : agesAgo(newerThan).toISOString();
        const state = query.state?.toLowerCase();
        const page = await jobs(db, COMMAND_LINE, parseInput(JobQuery, { ...query, state, since }));
        print(page, () =>
          listing(
            ['JOB', 'STATE', 'HEALTH', 'SUBMITTER', 'DEVICE', 'DESCRIPTION'],
            page.items.map((each) => [
              each.id,
              each.state,
              each.health,
              each.submitter,
              each.device ?? each.deviceType,
              each.description,
            ]),
            { csv: csv === true },
          ),
        );
      }),
    );
  command
    .command('show <id>')
    .alias('details')
    .description('show the details of a job')
    .action((id: string) =>
      act(async (session) => {
        const { db, print } = session;
        const found = await job(db, COMMAND_LINE, jobNumber(id));
        print(found, () =>
          Object.entries(found)
            .map(([key, value]) => `${key}: ${typeof value === 'object' ? JSON.stringify(value) : value}`)
            .join('\n'),
        );
      }),
    );
  command
    .command('fail <id>')
    .description('end a job now and free its device, for a job that a cancel does not end')
    .option('--reason <text>', 'why, for its log and the history', '')
    .action((id: string, { reason }: { reason: string }) =>
      act(async ({ db, print }) => {
        await failJob(db, COMMAND_LINE, jobNumber(id), reason);
        print({ failed: jobNumber(id) }, () => `job ${id} is over`);
      }),
    );
  command
    .command('validate')
    .description('check recently submitted jobs with this version; exit status 1 when it would refuse one')
    .option('--newer-than <age>', 'submitted since, e.g. 12h or 7d', '1d')
    .option('--submitter <user>', 'only those of this user')
    .option('--strict', 'warnings count as well')
    .action(({ newerThan, submitter, strict = false }: ValidateFlags) =>
      act(async ({ db, settings, print }) => {
        const rules = { extraContext: settings.extraContextVariables };
        const judged = await validateJobs(db, COMMAND_LINE, { since: agesAgo(newerThan), submitter }, rules);
        const isWrong = (problem: Problem) => strict || isError(problem);
        const wrong = judged.filter(({ problems }) => problems.some(isWrong));
        print({ jobs: judged.length, wrong }, () =>
          [
            ...wrong.flatMap(({ id, problems }) =>
              problems
                .filter(isWrong)
                .map(({ message, where }) => `job ${id}: line ${where?.line ?? '?'}: ${message}`),
            ),
            `${judged.length} jobs, ${wrong.length} of them with problems`,
          ].join('\n'),
        );
        if (wrong.length > 0) process.exitCode = 1;
      }),
    );
  addUpkeep(command, act);
  return command;
}

function jobNumber(text: string): number {
  const id = Number(text);
  if (Number.isSafeInteger(id) && id > 0) return id;
  throw new LavaError('request-invalid', `${text} is not the number of a job`);
}
