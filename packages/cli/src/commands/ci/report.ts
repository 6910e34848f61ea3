// SPDX-License-Identifier: Apache-2.0
import { appendFileSync, writeFileSync } from 'node:fs';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Context } from '../../context.ts';
import type { Column } from '../../output/columns.ts';
import { type FailedJob, failuresOf } from './failures.ts';
import { githubCommands } from './github.ts';
import { gitlabAnnotations } from './gitlab.ts';
import { writeJunit } from './junit.ts';
import type { EndedJob } from './run-job.ts';
import { markdown } from './summary.ts';

type Row = ReturnType<typeof rowOf>;

const COLUMNS: readonly Column<Row>[] = [
  { key: 'id', value: ({ jobs }) => jobs.map(({ id }) => id).join(' ') },
  { key: 'job', value: ({ job }) => job },
  { key: 'outcome', value: ({ outcome }) => outcome },
  { key: 'tries', value: ({ tries }) => tries },
  { key: 'device', value: ({ jobs }) => jobs.map(({ device }) => device ?? '').join(' ') },
  { key: 'pass', value: ({ jobs }) => count(jobs, 'pass') },
  { key: 'fail', value: ({ jobs }) => count(jobs, 'fail') },
  { key: 'skip', value: ({ jobs }) => count(jobs, 'skip') },
];

/** Where reports go besides stdout. */
export interface Reports {
  junit?: string | undefined;
  summary?: string | undefined;
  annotations?: string | undefined;
}

/** Tells people and programs what became of the jobs. @throws LavaError when a file cannot be written */
export async function report(context: Context, ended: readonly EndedJob[], to: Reports): Promise<void> {
  const client = context.client();
  const { url } = context.access();
  const urlOf = (id: number) => `${url}/jobs/${id}`;
  const failed = await failuresOf(client, ended);
  context.output.list({ items: ended.map(rowOf), next: null, columns: COLUMNS });
  for (const each of failed) context.note(textOf(each, urlOf));
  const { GITHUB_ACTIONS, GITHUB_STEP_SUMMARY } = process.env;
  if (GITHUB_ACTIONS === 'true') process.stderr.write(githubCommands(failed, urlOf));
  const { junit, annotations, summary = GITHUB_STEP_SUMMARY } = to;
  if (junit !== undefined) await writeJunit(client, ended, junit);
  if (summary) write(summary, () => appendFileSync(summary, markdown(ended, failed, urlOf)));
  if (annotations !== undefined)
    write(annotations, () => writeFileSync(annotations, gitlabAnnotations(ended, urlOf)));
}

/** `id` is that of the first job of a group. */
function rowOf({ name, file, outcome, tries, jobs }: EndedJob) {
  return { id: jobs[0]?.id, job: name, file, outcome, tries, jobs };
}

/** No line begins with what somebody else wrote. */
function textOf({ job, reasons }: FailedJob, urlOf: (id: number) => string): string {
  const places = job.jobs.map(({ id }) => urlOf(id)).join(' ');
  return [`${places} (${job.name}): ${job.outcome}`, ...reasons.map((reason) => `  - ${reason}`)].join('\n');
}

function write(file: string, act: () => void): void {
  try {
    act();
  } catch (cause) {
    throw new LavaError('request-invalid', `${file} cannot be written: ${(cause as Error).message}`, {
      cause,
    });
  }
}

function count(jobs: EndedJob['jobs'], result: 'pass' | 'fail' | 'skip'): number {
  return jobs.reduce((sum, { tests }) => sum + tests[result], 0);
}
