// SPDX-License-Identifier: Apache-2.0
import type { Queries } from '../database.ts';

export interface OldJobs {
  /** Ended before. */
  before: Date;
  submitter?: string | undefined;
}

/** Finished jobs, oldest first, with a number above `after`. */
export function finishedJobs(q: Queries, { before, submitter }: OldJobs, after: number, limit: number) {
  let rows = q
    .selectFrom('jobs as j')
    .innerJoin('users as u', 'u.id', 'j.submitter')
    .select(['j.id', 'j.submit_time as submitted'])
    .where('j.state', '=', 'finished')
    .where('j.end_time', '<', before)
    .where('j.id', '>', after);
  if (submitter !== undefined) rows = rows.where('u.username', '=', submitter);
  return rows.orderBy('j.id').limit(limit).execute();
}

/** With their results and the places of their logs; the log files are somebody else's. */
export async function deleteJobs(q: Queries, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  await q.updateTable('jobs').set({ resubmitted_from: null }).where('resubmitted_from', 'in', ids).execute();
  await q.deleteFrom('jobs').where('id', 'in', ids).where('state', '=', 'finished').execute();
}
