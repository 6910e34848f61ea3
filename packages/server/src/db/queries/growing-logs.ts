// SPDX-License-Identifier: Apache-2.0
import { sql } from 'kysely';
import type { Queries } from '../database.ts';
import { numberOfRun } from './run-number.ts';

/** Runs that are over, whose log is complete and is still stored in the small pieces in which it came; by their numbers. */

const COMPLETE = sql`r.end_time is not null and (r.exit_records is null or r.next_seq >= r.exit_records)`;

/** Of these jobs. By `lateral … limit 1`, since `exists` may be planned as a join that reads all pieces. */
export async function growingLogsOf(q: Queries, jobs: readonly number[]): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`select ${numberOfRun('r')} as id from runs r
    cross join lateral (select from log_chunks c where c.run_id = r.id and c.file <= 0 limit 1) c
    where r.job_id = any(${jobs}::bigint[]) and ${COMPLETE} order by r.id`.execute(q);
  return rows.map(({ id }) => id);
}

/** Of any, those after a run first; costs by the runs whose logs grow, not by the pieces of these. */
export async function growingLogs(
  q: Queries,
  after: number,
  limit: number,
): Promise<{ run: number; id: number }[]> {
  const { rows } = await sql<{ run: number; id: number }>`
    with recursive growing (run_id) as (
      (select run_id from log_chunks where file <= 0 and run_id > ${after} order by run_id limit 1)
      union all select (select c.run_id from log_chunks c where c.file <= 0 and c.run_id > g.run_id
        order by c.run_id limit 1) from growing g where g.run_id is not null)
    select r.id as run, ${numberOfRun('r')} as id from growing g join runs r on r.id = g.run_id where ${COMPLETE}
    order by r.id limit ${limit}`.execute(q);
  return rows;
}
