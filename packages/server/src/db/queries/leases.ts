// SPDX-License-Identifier: Apache-2.0
import type { LeaseQuery, LeaseState } from '@lava/protocol/api/leases.ts';
import { type Insertable, sql, type UpdateObject } from 'kysely';
import { type LeaseEvent, leaseStatesBefore, nextLease } from '../../domain/lease.ts';
import type { Actor } from '../../rights/permissions.ts';
import type { Queries } from '../database.ts';
import type { LeasesTable } from '../lease-tables.ts';
import { NOW } from '../now.ts';
import type { Tables } from '../tables.ts';
import { hiddenFrom } from './grants.ts';
import { seenBy } from './job-lists.ts';
import { readPage } from './page.ts';

const namesOf = (table: 'users' | 'groups', column: string) =>
  sql<
    string[]
  >`array(select x.${sql.ref(column)} from ${sql.table(table)} x where x.id = any(l.${sql.ref(table)}) order by 1)`;

function leaseView(q: Queries) {
  return q
    .selectFrom('leases as l')
    .innerJoin('jobs as j', 'j.id', 'l.job_id')
    .innerJoin('job_requests as a', 'a.job_id', 'j.id')
    .innerJoin('users as u', 'u.id', 'l.holder')
    .leftJoin('runs as r', (join) => join.onRef('r.id', '=', 'j.run_id').onRef('r.job_id', '=', 'j.id'))
    .select([
      'l.job_id',
      'l.state',
      'l.holder',
      'l.asked',
      'l.longest',
      'l.idle',
      'l.not_before',
      'l.begin_time',
    ])
    .select(['l.until', 'l.end_time', 'l.end_reason', 'l.users', 'l.groups', 'u.username', 'a.description'])
    .select(['j.device_type', sql<string | null>`coalesce(r.device, l.device)`.as('device')])
    .select([namesOf('users', 'username').as('user_names'), namesOf('groups', 'name').as('group_names')]);
}

export type LeaseRow = NonNullable<Awaited<ReturnType<typeof getLease>>>;

/** Those of the jobs that the actor may see. */
export async function listLeases(q: Queries, actor: Actor | null, query: LeaseQuery) {
  let rows = leaseView(q).where(seenBy(actor, await hiddenFrom(q, actor)));
  if (query.holder !== undefined) rows = rows.where('u.username', '=', query.holder);
  if (query.device !== undefined)
    rows = rows.where(sql<boolean>`coalesce(r.device, l.device) = ${query.device}`);
  if (query.state !== undefined) rows = rows.where('l.state', '=', query.state);
  if (query.open !== undefined) rows = rows.where('l.state', query.open ? '<>' : '=', 'ended');
  return readPage(rows, { id: [{ by: sql`l.job_id`, type: 'number' }] }, query);
}

export function getLease(q: Queries, job: number) {
  return leaseView(q).where('l.job_id', '=', job).executeTakeFirst();
}

/** For a change: the row is held. `left`: seconds to its end. */
export function lockLease(q: Queries, job: number) {
  return q
    .selectFrom('leases')
    .selectAll()
    .select(sql<number | null>`greatest(0, extract(epoch from until - now()))::float8`.as('left'))
    .where('job_id', '=', job)
    .forNoKeyUpdate()
    .executeTakeFirst();
}

/** Who may do what with the lease; undefined when the job is none. */
export function leaseAccess(q: Queries, job: number) {
  return q
    .selectFrom('leases')
    .select(['state', 'holder', 'users', 'groups'])
    .where('job_id', '=', job)
    .executeTakeFirst();
}

export async function insertLease(q: Queries, lease: Insertable<LeasesTable>): Promise<void> {
  await q
    .insertInto('leases')
    .values(lease)
    .onConflict((c) => c.doNothing())
    .execute();
}

/** False when the event changes nothing in the state that the lease is in. What is wanted of its board has changed. */
export async function moveLease(
  q: Queries,
  job: number,
  event: LeaseEvent,
  set: Omit<UpdateObject<Tables, 'leases'>, 'state' | 'number'> = {},
): Promise<boolean> {
  const before = leaseStatesBefore(event);
  const cases = before.map((state) => sql`when ${sql.lit(state)} then ${sql.lit(nextLease(state, event))}`);
  const { numUpdatedRows } = await q
    .updateTable('leases')
    .set({
      ...set,
      state: sql<LeaseState>`case state ${sql.join(cases, sql` `)} end`,
      number: sql<number>`number + 1`,
    })
    .where('job_id', '=', job)
    .where('state', 'in', before)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Its job is finished. */
export async function endedLease(q: Queries, job: number): Promise<void> {
  const end_reason = sql<string>`coalesce(end_reason, case when until <= now() then 'its time was over' else 'its job ended' end)`;
  await moveLease(q, job, 'over', { end_time: NOW, end_reason });
}

/** Held longer than they may be, by so many seconds, or asked to end so long ago: their jobs are canceled. */
export async function overdueLeases(q: Queries, grace: number): Promise<number[]> {
  const { rows } = await sql<{ job_id: number }>`select job_id from leases
    where state in ('held', 'ending') and until < now() - make_interval(secs => ${grace}) order by job_id limit 100`.execute(
    q,
  );
  return rows.map(({ job_id }) => job_id);
}

/** One transaction at a time counts leases and adds one, so that nobody gets more than they may. */
const LEASES_LOCK = 5_282_011;

export async function lockLeases(q: Queries): Promise<void> {
  await sql`select pg_advisory_xact_lock(${LEASES_LOCK})`.execute(q);
}

export interface LeaseUse {
  open: number;
  /** Seconds that were held within seven days, and those that open leases may still take. */
  week: number;
}

export async function useOf(q: Queries, holder: number): Promise<LeaseUse> {
  const { rows } = await sql<LeaseUse>`select count(*) filter (where state <> 'ended')::int as open,
    coalesce(sum(case when state = 'ended' then extract(epoch from end_time - begin_time) else asked end)
      filter (where coalesce(begin_time, now()) > now() - interval '7 days'), 0)::float8 as week
    from leases where holder = ${holder} and (state <> 'ended' or begin_time > now() - interval '7 days')`.execute(
    q,
  );
  return rows[0] ?? { open: 0, week: 0 };
}

/** Of these groups, the most leases that have not ended of the members of one. */
export async function mostOfGroups(q: Queries, groups: readonly number[]): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from leases l
    join group_members m on m.user_id = l.holder where l.state <> 'ended' and m.group_id = any(${groups}::bigint[])
    group by m.group_id order by 1 desc limit 1`.execute(q);
  return rows[0]?.count ?? 0;
}
