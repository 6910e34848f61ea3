// SPDX-License-Identifier: Apache-2.0
import type { Client } from '@lava/protocol/api/client.ts';
import { isError, LavaError, type Problem } from '@lava/protocol/error/error.ts';
import { exitCode, worstOutcome } from '../../exit-code.ts';
import { Duration } from '../../input/duration.ts';
import {
  FileName,
  flag,
  integer,
  manyArguments,
  manyOptions,
  option,
  optionWithDefault,
} from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { describeProblem } from '../../report.ts';
import { inFile, named } from '../jobs/definition-file.ts';
import { placesIn } from './fill-in.ts';
import { Axis, type PlannedJob, planJobs, Setting } from './matrix.ts';
import { plainLine } from './plain-line.ts';
import { report } from './report.ts';
import { runJobs } from './run-job.ts';
import { RunningJobs } from './running-jobs.ts';
import { UntilEnded } from './until-ended.ts';

export const ci = defineVerb({
  summary: 'run jobs from a pipeline: submit all, wait, retry what failed because of the lab, report',
  list: true,
  arguments: { file: manyArguments('job definitions', FileName, 'file') },
  options: {
    set: manyOptions('value for the places {{ name }} of the definitions', {
      schema: Setting,
      value: 'name=value',
    }),
    matrix: manyOptions('a job for each of these values of a place', {
      schema: Axis,
      value: 'name=value,value',
    }),
    retries: optionWithDefault('how often a job is submitted again when the lab failed', 0, {
      schema: integer(0, 10),
      value: 'number',
    }),
    timeout: option('cancel what has not ended then, e.g. 2h', { schema: Duration, value: 'time' }),
    junit: option('write results as JUnit files into this directory', {
      value: 'path',
      complete: 'directory',
    }),
    summary: option('add a table in Markdown to this file; otherwise to that of GitHub', {
      value: 'path',
      complete: 'file',
    }),
    annotations: option("write GitLab's report of annotations to this file", {
      value: 'path',
      complete: 'file',
    }),
    leave: flag('let the jobs run on when this command is ended by a signal'),
  },
  async run(context, { file: files }, { set, matrix, retries, timeout, leave, ...reports }) {
    const planned = planJobs(files, set, matrix);
    const client = context.client();
    const say = (text: string) => context.note(text);
    for (const { name, definition } of planned)
      for (const place of placesIn(definition))
        say(`${name}: {{ ${place} }} has no value and stays as it is`);
    await refuseInvalid(client, planned, say);
    using until = new UntilEnded();
    using running = new RunningJobs(client, say);
    if (timeout !== undefined) running.cancelAfter(timeout);
    const { signal } = until;
    try {
      const ended = await runJobs(planned, { client, signal, say, running, retries });
      await report(context, ended, reports);
      return exitCode(worstOutcome(ended.map(({ outcome }) => outcome)));
    } catch (error) {
      if (!leave) await running.cancel();
      if (!signal.aborted) throw error;
      say(signal.reason.message);
      return exitCode('interrupted');
    }
  },
});

/** Nothing is submitted as long as one of them is wrong. */
async function refuseInvalid(
  client: Client,
  planned: readonly PlannedJob[],
  say: (text: string) => void,
): Promise<void> {
  const problems: Problem[] = [];
  for (const { file, definition } of planned) {
    const found = await client.jobs.validate(definition).catch(inFile(file));
    for (const problem of found.problems as Problem[])
      problems.push({ ...named(file, problem), message: plainLine(problem.message) });
  }
  for (const warning of problems.filter((problem) => !isError(problem))) say(describeProblem(warning));
  const errors = problems.filter(isError);
  if (errors.length > 0)
    throw new LavaError('job-invalid', 'a definition is wrong, so nothing was submitted', {
      problems: errors,
    });
}
