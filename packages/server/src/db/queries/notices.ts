// SPDX-License-Identifier: Apache-2.0
import { sql } from 'kysely';
import type { Queries } from '../database.ts';

/** The oldest notice behind number `after` that nobody else works on, held until the transaction ends. */
export function takeNotice(q: Queries, after: number) {
  return q
    .selectFrom('notices')
    .selectAll()
    .where('id', '>', after)
    .orderBy('id')
    .limit(1)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
}

export async function deleteNotice(q: Queries, id: number): Promise<void> {
  await q.deleteFrom('notices').where('id', '=', id).execute();
}

/** A job as its notifications need it. */
export type NotifyingJob = NonNullable<Awaited<ReturnType<typeof notifyingJob>>>;

export function notifyingJob(q: Queries, id: number) {
  return q
    .selectFrom('jobs as j')
    .innerJoin('job_requests as a', 'a.job_id', 'j.id')
    .innerJoin('job_definitions as d', 'd.hash', 'a.definition')
    .innerJoin('users as u', 'u.id', 'j.submitter')
    .leftJoin('runs as r', 'r.id', 'j.run_id')
    .select([
      ...([
        'j.id',
        'j.state',
        'j.health',
        'j.priority',
        'j.submitter',
        'j.device_type',
        'j.health_check',
      ] as const),
      ...(['j.submit_time', 'j.end_time', 'r.start_time', 'r.device', 'r.next_seq'] as const),
      ...(['a.description', 'a.metadata', 'd.text as definition', 'u.username', 'u.email'] as const),
    ])
    .select(sql<string | null>`case when j.error_kind <> 'canceled' then j.error_message end`.as('error'))
    .where('j.id', '=', id)
    .executeTakeFirst();
}
