// SPDX-License-Identifier: Apache-2.0
import type { Queries } from '../database.ts';

/** Which of the finished jobs; all of them when it says nothing. */
export interface OldJobs {
  /** Ended before. */
  before?: Date | undefined;
  /** Ended then or later. */
  since?: Date | undefined;
  submitter?: string | undefined;
}

/** Finished jobs, oldest first, with a number above `after`. */
export function finishedJobs(
  q: Queries,
  { before, since, submitter }: OldJobs,
  after: number,
  limit: number,
) {
  let rows = q
    .selectFrom('jobs as j')
    .innerJoin('users as u', 'u.id', 'j.submitter')
    .select(['j.id', 'j.submit_time as submitted'])
    .where('j.state', '=', 'finished')
    .where('j.id', '>', after);
  if (before !== undefined) rows = rows.where('j.end_time', '<', before);
  if (since !== undefined) rows = rows.where('j.end_time', '>=', since);
  if (submitter !== undefined) rows = rows.where('u.username', '=', submitter);
  return rows.orderBy('j.id').limit(limit).execute();
}

/** With their results and the places of their logs; the log files are somebody else's. */
export async function deleteJobs(q: Queries, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  await q.updateTable('jobs').set({ resubmitted_from: null }).where('resubmitted_from', 'in', ids).execute();
  await q.deleteFrom('jobs').where('id', 'in', ids).where('state', '=', 'finished').execute();
}

/** Their logs alone: a job whose log is gone has one of no lines. */
export async function forgetLogs(q: Queries, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  await q.deleteFrom('log_chunks').where('job_id', 'in', ids).execute();
  await q
    .updateTable('jobs')
    .set({ next_seq: 0, exit_records: 0 })
    .where('id', 'in', ids)
    .where('state', '=', 'finished')
    .execute();
}

/** Those of the finished jobs whose logs lie as they came, in small pieces. */
export async function uncompressed(q: Queries, ids: readonly number[]): Promise<number[]> {
  if (ids.length === 0) return [];
  const rows = await q
    .selectFrom('log_chunks')
    .select('job_id')
    .distinct()
    .where('job_id', 'in', ids)
    .where('file', '<=', 0)
    .orderBy('job_id')
    .execute();
  return rows.map(({ job_id }) => job_id);
}

/** Definitions of jobs submitted then or later, newest first. */
export function definitionsSince(q: Queries, since: Date, submitter: string | undefined) {
  let rows = q
    .selectFrom('jobs as j')
    .innerJoin('users as u', 'u.id', 'j.submitter')
    .select(['j.id', 'j.definition'])
    .where('j.submit_time', '>=', since);
  if (submitter !== undefined) rows = rows.where('u.username', '=', submitter);
  return rows.orderBy('j.id', 'desc').execute();
}
