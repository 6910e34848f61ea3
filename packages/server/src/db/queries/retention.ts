// SPDX-License-Identifier: Apache-2.0
import type { JobQuery } from '@lava/protocol/api/jobs.ts';
import { sql } from 'kysely';
import { COMMAND_LINE } from '../../rights/permissions.ts';
import type { Queries } from '../database.ts';
import { jobsOf, withUserIds } from './job-lists.ts';

/** Which jobs a rule is about. */
interface Old {
  /** What its filter says. */
  query: JobQuery;
  /** They ended before. */
  before: Date;
  /** Only those whose log is still there. */
  withLog: boolean;
}

/** Where the batch before ended. */
export interface Place {
  end_time: Date;
  id: number;
}

/** Jobs that the rule removes, the one that ended first before the others; nobody keeps them. */
export async function oldJobs(q: Queries, old: Old, after: Place | undefined, limit: number) {
  const rows = (await removable(q, old))
    .clearSelect()
    .select(['j.id', 'j.submit_time as submitted', 'j.end_time'])
    .where('j.end_time', '<', old.before);
  const rest =
    after === undefined
      ? rows
      : rows.where(sql<boolean>`(j.end_time, j.id) > (${after.end_time}, ${after.id}::bigint)`);
  const found = await rest.orderBy('j.end_time').orderBy('j.id').limit(limit).execute();
  return found as (Place & { submitted: Date })[];
}

/** Whether the rule is about this job, once it is old enough. */
export async function isRemovable(q: Queries, id: number, query: JobQuery): Promise<boolean> {
  const rows = await removable(q, { query, withLog: false });
  return (await rows.clearSelect().select('j.id').where('j.id', '=', id).execute()).length > 0;
}

async function removable(q: Queries, { query, withLog }: Omit<Old, 'before'>) {
  const { rows } = await jobsOf(
    q,
    COMMAND_LINE,
    await withUserIds<JobQuery>(q, { ...query, sort: 'endTime' }),
  );
  const unkept = rows.where(sql<boolean>`not exists (select from kept_jobs k where k.job_id = j.id)`);
  return withLog ? unkept.where('r.next_seq', '>', 0) : unkept;
}

/** Bytes of all logs, as they are stored. */
export async function sizeOfLogs(q: Queries): Promise<number> {
  const { rows } = await sql<{ size: number }>`select coalesce(sum(length), 0)::bigint as size
    from log_chunks`.execute(q);
  return rows[0]?.size ?? 0;
}

/** The same of single jobs. */
export async function sizesOfLogs(q: Queries, ids: readonly number[]): Promise<Map<number, number>> {
  const { rows } = await sql<{
    id: number;
    size: number;
  }>`select r.job_id as id, sum(c.length)::bigint as size
    from runs r join log_chunks c on c.run_id = r.id where r.job_id = any(${ids}::bigint[]) group by r.job_id`.execute(
    q,
  );
  return new Map(rows.map(({ id, size }) => [id, size]));
}

export function keptJob(q: Queries, job: number) {
  return q
    .selectFrom('kept_jobs')
    .select(['kept_by', 'reason', 'time'])
    .where('job_id', '=', job)
    .executeTakeFirst();
}

export async function insertKept(
  q: Queries,
  kept: { job_id: number; kept_by: string; reason: string },
): Promise<void> {
  await q
    .insertInto('kept_jobs')
    .values(kept)
    .onConflict((c) => c.column('job_id').doUpdateSet({ kept_by: kept.kept_by, reason: kept.reason }))
    .execute();
}

/** False when nobody kept it. */
export async function deleteKept(q: Queries, job: number): Promise<boolean> {
  const { numDeletedRows } = await q.deleteFrom('kept_jobs').where('job_id', '=', job).executeTakeFirst();
  return numDeletedRows > 0n;
}
