// SPDX-License-Identifier: Apache-2.0
import type { Verdict } from '@lava/protocol/record/verdict.ts';
import { sql } from 'kysely';
import type { Database } from '../db/database.ts';
import { insertResults } from '../db/queries/log-chunks.ts';

export interface TestCase {
  suite?: string;
  set?: string;
  name: string;
  result?: Verdict;
  measurement?: string;
  units?: string;
  metadata?: Record<string, unknown>;
}

/** Results of a job that has a run, in the order of its log, after those that it has. */
export async function addResults(db: Database, job: number, cases: readonly TestCase[]): Promise<void> {
  await db.transaction(async (q) => {
    const { rows } = await sql<{ next: number }>`select coalesce(max(c.record) + 1, 0) as next
      from jobs j join results c on c.run_id = j.run_id where j.id = ${job}`.execute(q);
    const from = rows[0]?.next ?? 0;
    const filled = cases.map(
      (
        { suite = '0_smoke', set = null, result = 'pass', measurement, units, metadata = {}, name },
        index,
      ) => ({
        ...{ job_id: job, record: from + index, suite, set_name: set, name, result },
        ...{ measurement: measurement ?? null, units: units ?? null, reference: null },
        ...{ start_record: null, end_record: null, logged: new Date(), metadata: JSON.stringify(metadata) },
      }),
    );
    await insertResults(q, filled);
  });
}
