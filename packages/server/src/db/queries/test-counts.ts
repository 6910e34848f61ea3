// SPDX-License-Identifier: Apache-2.0
import type { TestCounts } from '@lava/protocol/api/jobs.ts';
import type { Verdict } from '@lava/protocol/record/verdict.ts';
import { sql } from 'kysely';
import type { Queries } from '../database.ts';

/** Results of each job's own tests; the suite `lava` is about the steps of the job. */
export async function countTests(q: Queries, jobs: readonly number[]): Promise<Map<number, TestCounts>> {
  const counts = new Map<number, TestCounts>();
  if (jobs.length === 0) return counts;
  const { rows } = await sql<{ job: number; result: Verdict; count: number }>`
    select j.id as job, c.result, count(*) as count from jobs j
    join suites s on s.run_id = j.run_id and s.name <> 'lava'
    join results c on c.run_id = s.run_id and c.suite_id = s.id
    where j.id = any(${jobs}::bigint[]) group by 1, 2`.execute(q);
  for (const { job, result, count } of rows) {
    const known = counts.get(job) ?? { pass: 0, fail: 0, skip: 0, unknown: 0 };
    counts.set(job, { ...known, [result]: count });
  }
  return counts;
}
