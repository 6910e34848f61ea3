// SPDX-License-Identifier: Apache-2.0
import type { TestCounts } from '@lava/protocol/api/jobs.ts';
import type { Verdict } from '@lava/protocol/record/verdict.ts';
import { sql } from 'kysely';
import type { Queries } from '../database.ts';

/** All results of a job, and those of its own tests; the suite `lava` is about the steps of the job. */
export interface ResultCounts {
  all: TestCounts;
  own: TestCounts;
}

export const NO_RESULTS: ResultCounts = {
  all: { pass: 0, fail: 0, skip: 0, unknown: 0 },
  own: { pass: 0, fail: 0, skip: 0, unknown: 0 },
};

/** Of those of the jobs that have results. */
export async function countResults(q: Queries, jobs: readonly number[]): Promise<Map<number, ResultCounts>> {
  const counts = new Map<number, ResultCounts>();
  if (jobs.length === 0) return counts;
  const { rows } = await sql<{ job: number; result: Verdict; count: number; own: number }>`
    select j.id as job, c.result, count(*) as count, count(*) filter (where s.name <> 'lava') as own
    from jobs j join results c on c.run_id = j.run_id join suites s on s.run_id = c.run_id and s.id = c.suite_id
    where j.id = any(${jobs}::bigint[]) group by 1, 2`.execute(q);
  for (const { job, result, count, own } of rows) {
    const known = counts.get(job) ?? structuredClone(NO_RESULTS);
    known.all[result] = count;
    known.own[result] = own;
    counts.set(job, known);
  }
  return counts;
}
