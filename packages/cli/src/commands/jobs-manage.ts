// SPDX-License-Identifier: Apache-2.0
import type { Job, JobHealth, JobState, JobSummary } from '@lava/protocol/api/jobs.ts';
import { type Context, jobNumber } from '../context.ts';
import { UsageError } from '../exit-code.ts';
import { resultsTable } from '../live/summary.ts';
import { fields, table } from '../table.ts';
import { duration } from '../terminal.ts';
import { announce, type WaitOptions } from './jobs-run.ts';

interface ListOptions {
  state?: JobState;
  health?: JobHealth;
  deviceType?: string;
  device?: string;
  submitter?: string;
  search?: string;
  limit: string;
  before?: string;
}

export async function listJobs(context: Context, { limit, before, ...query }: ListOptions): Promise<void> {
  const count = Number(limit);
  if (!Number.isInteger(count) || count < 1 || count > 200) throw new UsageError('--limit wants 1 to 200');
  const page = await context.client().jobs.list({
    ...query,
    limit: count,
    before: before === undefined ? undefined : jobNumber(before),
  });
  context.print(page, () =>
    table(
      ['ID', 'STATE', 'DEVICE', 'SUBMITTED', 'BY', 'DESCRIPTION'],
      page.items.map((job) => [
        String(job.id),
        outcome(job),
        job.device ?? job.deviceType ?? '-',
        job.submitTime.replace('T', ' ').slice(0, 19),
        job.submitter,
        job.description,
      ]),
    ),
  );
  if (page.next !== null) context.note(`older ones: --before ${page.next}`);
}

function outcome({ state, health, error }: JobSummary): string {
  if (state !== 'finished') return state;
  return error && error.code !== health ? `${health} (${error.code})` : health;
}

export async function showJob(context: Context, id: string): Promise<void> {
  const job = await context.client().jobs.get(jobNumber(id));
  context.print(job, () => describe(job));
}

function describe(job: Job): string {
  const results = Object.entries(job.results).filter(([, count]) => count > 0);
  return fields([
    ['job', job.id],
    ['description', job.description],
    ['state', outcome(job)],
    ...job.waiting.map((reason): [string, string] => ['waits', reason]),
    ['error', job.error && `${job.error.message} (${job.error.kind})`],
    ['device type', job.deviceType],
    ['device', job.device],
    ['worker', job.worker],
    ['submitter', job.submitter],
    ['priority', job.priority],
    ['visibility', job.visibility],
    ['tags', job.tags.join(' ')],
    ['submitted', job.submitTime],
    ['started', job.startTime],
    ['ended', job.endTime],
    ['results', results.map(([verdict, count]) => `${count} ${verdict}`).join(', ')],
    ['log', `${job.records} lines${job.logComplete ? '' : ', more to come'}`],
    [
      'overhead',
      job.overhead &&
        `${duration(job.overhead.start)} at its start, ${duration(job.overhead.end)} at its end`,
    ],
    ['resubmitted', job.resubmittedFrom && `from job ${job.resubmittedFrom}`],
  ]);
}

export async function showResults(context: Context, id: string, { all }: { all?: boolean }): Promise<void> {
  const { results } = await context.client().jobs.results(jobNumber(id));
  context.print(results, () => resultsTable(results, context.paint, all));
}

export async function showDefinition(
  context: Context,
  id: string,
  { pipeline }: { pipeline?: boolean },
): Promise<void> {
  const form = pipeline ? 'pipeline' : 'submitted';
  const definition = await context.client().jobs.definition(jobNumber(id), form);
  context.print({ definition }, () => definition);
}

export async function cancelJobs(context: Context, ids: string[]): Promise<void> {
  const numbers = ids.map(jobNumber);
  const client = context.client();
  const jobs: Job[] = [];
  for (const id of numbers) jobs.push(await client.jobs.cancel(id));
  context.print(jobs, () => jobs.map(({ id, state }) => `job ${id} is ${state}`).join('\n'));
}

export async function resubmitJob(context: Context, id: string, options: WaitOptions): Promise<number> {
  const submitted = await context.client().jobs.resubmit(jobNumber(id));
  return announce(context, submitted, options);
}
