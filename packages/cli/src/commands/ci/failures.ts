// SPDX-License-Identifier: Apache-2.0
import type { Client } from '@lava/protocol/api/client.ts';
import type { Outcome } from '../../exit-code.ts';
import { plainLine } from './plain-line.ts';
import type { EndedJob } from './run-job.ts';

/** Cases of a job that are named; the rest is a number. A pipeline shows ten annotations of a kind. */
const NAMED = 9;

/** A job that did not end well, in words for people. */
export interface FailedJob {
  job: EndedJob;
  /** Whether the lab is to blame, not the change that is tested. */
  lab: boolean;
  /** What failed, the most telling first; never empty. */
  reasons: string[];
}

const TEXTS: Partial<Record<Outcome, string>> = {
  canceled: 'it was canceled',
  'queue-timeout': 'no device came free in time',
};

/** Those that did not end well, with what their pipeline should show of each. */
export async function failuresOf(client: Client, ended: readonly EndedJob[]): Promise<FailedJob[]> {
  const failed: FailedJob[] = [];
  for (const job of ended) {
    if (job.outcome === 'ok') continue;
    const lab = job.outcome === 'infrastructure' || job.outcome === 'queue-timeout';
    const reasons = [...errorsOf(job), ...(await casesOf(client, job))];
    failed.push({ job, lab, reasons: reasons.length > 0 ? reasons : [TEXTS[job.outcome] ?? job.outcome] });
  }
  return failed;
}

function errorsOf({ jobs }: EndedJob): string[] {
  return jobs.flatMap(({ error }) =>
    error ? [plainLine(`${error.message} (${error.code}, ${error.kind})`)] : [],
  );
}

async function casesOf(client: Client, { jobs }: EndedJob): Promise<string[]> {
  const reasons: string[] = [];
  for (const { id, tests } of jobs) {
    if (tests.fail === 0) continue;
    const query = { result: 'fail', notSuite: 'lava', limit: NAMED } as const;
    const { items } = await client.jobs.results(id, query);
    const named = items.map(({ suite, set, name }) => [suite, set, name].filter(Boolean).join('/'));
    reasons.push(...named.map((name) => plainLine(`${name} failed`)));
    if (tests.fail > named.length) reasons.push(`${tests.fail - named.length} more cases failed`);
  }
  return reasons;
}
