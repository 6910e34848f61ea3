// SPDX-License-Identifier: Apache-2.0
import { sql } from 'kysely';
import type { Queries } from '../database.ts';

/** Groups of jobs that run together; see the migration `multinode`. */

/** Numbers for jobs that are stored later, ascending; those that are not used are never used. */
export async function takeJobIds(q: Queries, count: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select nextval('jobs_id_seq') as id from generate_series(1, ${count}::int)`.execute(q);
  return rows.map(({ id }) => id).sort((a, b) => a - b);
}

export interface NewMember {
  id: number;
  subId: number;
  role: string;
  essential: boolean;
}

/** @param members stored already, at least one */
export async function insertGroup(
  q: Queries,
  targetGroup: string,
  members: readonly NewMember[],
): Promise<void> {
  const { id: group_id } = await q
    .insertInto('multinode_groups')
    .values({ target_group: targetGroup, first_job: members[0]?.id ?? 0, size: members.length })
    .returning('id')
    .executeTakeFirstOrThrow();
  const rows = members.map(({ id, subId, role, essential }) => ({
    ...{ job_id: id, group_id, sub_id: subId, role, essential },
  }));
  await q.insertInto('multinode_jobs').values(rows).execute();
}

const SUB_ID = sql<string>`g.first_job || '.' || m.sub_id`;

/** Of those that are in a group, how they are called in it. */
export async function membershipOf(
  q: Queries,
  ids: readonly number[],
): Promise<Map<number, { subId: string; role: string }>> {
  if (ids.length === 0) return new Map();
  const rows = await q
    .selectFrom('multinode_jobs as m')
    .innerJoin('multinode_groups as g', 'g.id', 'm.group_id')
    .select(['m.job_id', 'm.role', SUB_ID.as('sub_id')])
    .where(sql<boolean>`m.job_id = any(${ids}::bigint[])`)
    .execute();
  return new Map(rows.map(({ job_id, sub_id, role }) => [job_id, { subId: sub_id, role }]));
}

/** The job of that number in the group that this job is the first of. */
export async function jobInGroup(q: Queries, first: number, subId: number): Promise<number | undefined> {
  const found = await q
    .selectFrom('multinode_jobs as own')
    .innerJoin('multinode_groups as g', (join) =>
      join.onRef('g.id', '=', 'own.group_id').onRef('g.first_job', '=', 'own.job_id'),
    )
    .innerJoin('multinode_jobs as m', 'm.group_id', 'g.id')
    .select('m.job_id')
    .where('own.job_id', '=', first)
    .where('m.sub_id', '=', subId)
    .executeTakeFirst();
  return found?.job_id;
}

/** All jobs of the group that the job is in, in their order; none for one without a group. */
export function groupOf(q: Queries, job: number) {
  return q
    .selectFrom('multinode_jobs as own')
    .innerJoin('multinode_groups as g', 'g.id', 'own.group_id')
    .innerJoin('multinode_jobs as m', 'm.group_id', 'g.id')
    .innerJoin('jobs as j', 'j.id', 'm.job_id')
    .leftJoin('runs as r', (join) => join.onRef('r.id', '=', 'j.run_id').onRef('r.job_id', '=', 'j.id'))
    .select(['g.id as group_id', 'g.target_group', 'm.job_id', 'm.role', 'm.essential', SUB_ID.as('sub_id')])
    .select(['j.state', 'j.health', 'r.device', 'r.worker', 'r.start_time', 'j.end_time'])
    .where('own.job_id', '=', job)
    .orderBy('m.sub_id')
    .execute();
}

/** A job has not completed: without an essential one its group is to end. For the end of a transaction. */
export async function noteFailure(q: Queries, job: number): Promise<void> {
  await sql`update multinode_groups g set failed_job = ${job} from multinode_jobs m
    where m.job_id = ${job} and m.essential and g.id = m.group_id and g.failed_job is null`.execute(q);
}

/** The whole group of the job is to end. */
export async function noteCancel(q: Queries, job: number): Promise<void> {
  await sql`update multinode_groups g set failed_job = ${job}, ended = false from multinode_jobs m
    where m.job_id = ${job} and g.id = m.group_id`.execute(q);
}

/** Groups that are to end, and why. */
export async function failedGroups(q: Queries) {
  return q
    .selectFrom('multinode_groups as g')
    .innerJoin('jobs as j', 'j.id', 'g.failed_job')
    .innerJoin('multinode_jobs as m', 'm.job_id', 'j.id')
    .select(['g.id', 'm.role', SUB_ID.as('sub_id'), 'j.cancel_reason', 'j.error_message'])
    .select(
      sql<number[]>`array(select job_id from multinode_jobs x where x.group_id = g.id order by 1)`.as('jobs'),
    )
    .where('g.failed_job', 'is not', null)
    .where('g.ended', '=', false)
    .orderBy('g.id')
    .limit(100)
    .execute();
}

/** All of the group were told to end. */
export async function setGroupEnded(q: Queries, id: number): Promise<void> {
  await q.updateTable('multinode_groups').set({ ended: true }).where('id', '=', id).execute();
}
