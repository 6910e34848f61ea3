// SPDX-License-Identifier: Apache-2.0
import type { TestCounts } from '@lava/protocol/api/jobs.ts';
import { sql } from 'kysely';
import type { Queries } from '../database.ts';

/** Results of each job's own tests; the suite `lava` is about the steps of the job. */
export async function countTests(q: Queries, jobs: readonly number[]): Promise<Map<number, TestCounts>> {
  const counts = new Map<number, TestCounts>();
  if (jobs.length === 0) return counts;
  const rows = await q
    .selectFrom('results')
    .select(['job_id', 'result', sql<number>`count(*)`.as('count')])
    .where('job_id', 'in', jobs)
    .where('suite', '<>', 'lava')
    .groupBy(['job_id', 'result'])
    .execute();
  for (const { job_id, result, count } of rows) {
    const known = counts.get(job_id) ?? { pass: 0, fail: 0, skip: 0, unknown: 0 };
    counts.set(job_id, { ...known, [result]: count });
  }
  return counts;
}
