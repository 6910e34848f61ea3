// SPDX-License-Identifier: Apache-2.0
import type { SubscriptionDeliveryQuery, SubscriptionQuery } from '@lava/protocol/api/subscriptions.ts';
import { type Insertable, sql } from 'kysely';
import type { Actor } from '../../rights/permissions.ts';
import type { Queries } from '../database.ts';
import type { SubscriptionsTable } from '../notify-tables.ts';
import { fromNow } from '../now.ts';
import { readPage } from './page.ts';

export type SubscriptionRow = Awaited<ReturnType<typeof allSubscriptions>>[number];

function rowsOf(q: Queries) {
  return q
    .selectFrom('subscriptions as s')
    .innerJoin('users as u', 'u.id', 's.user_id')
    .leftJoin('groups as g', 'g.id', 's.group_id')
    .selectAll('s')
    .select(['u.username', 'g.name as group_name']);
}

/** How many there may be, which bounds what the end of a job costs; and how many somebody may make. */
export const MOST_SUBSCRIPTIONS = 2_000;
export const MOST_OF_USER = 50;

export function allSubscriptions(q: Queries) {
  return rowsOf(q).orderBy('s.id').limit(MOST_SUBSCRIPTIONS).execute();
}

export function getSubscription(q: Queries, id: number): Promise<SubscriptionRow | undefined> {
  return rowsOf(q).where('s.id', '=', id).executeTakeFirst();
}

/** Those that are the actor's, or of a group of theirs. */
export function listSubscriptions(q: Queries, actor: Actor, query: SubscriptionQuery) {
  let rows = rowsOf(q);
  if (!actor.admin || query.mine === true)
    rows = rows.where(
      sql<boolean>`(case when s.group_id is null then s.user_id = ${actor.id} else s.group_id = any(${actor.groups}::bigint[]) end)`,
    );
  return readPage(rows, { id: [{ by: sql`s.id`, type: 'number' }] }, query);
}

/** The number of the new one; undefined when there are as many as there may be. */
export async function insertSubscription(
  q: Queries,
  row: Insertable<SubscriptionsTable>,
): Promise<number | undefined> {
  // One after the other, so that nobody gets past the limits.
  await sql`select pg_advisory_xact_lock(hashtext('lava subscriptions'))`.execute(q);
  const { rows } = await sql<{ own: number; all: number }>`select
    (select count(*)::int from (select from subscriptions where user_id = ${row.user_id} limit ${MOST_OF_USER}) a) as own,
    (select count(*)::int from (select from subscriptions limit ${MOST_SUBSCRIPTIONS}) a) as all`.execute(q);
  if ((rows[0]?.own ?? 0) >= MOST_OF_USER || (rows[0]?.all ?? 0) >= MOST_SUBSCRIPTIONS) return undefined;
  const { id } = await q.insertInto('subscriptions').values(row).returning('id').executeTakeFirstOrThrow();
  return id;
}

export async function deleteSubscription(q: Queries, id: number): Promise<void> {
  await q.deleteFrom('subscriptions').where('id', '=', id).execute();
}

/** Jobs that ended and that nobody else looks at; they are forgotten when the transaction ends. */
export async function takeEnded(q: Queries, most: number): Promise<number[]> {
  const { rows } = await sql<{ job_id: number }>`delete from ended_jobs where job_id in
    (select job_id from ended_jobs order by job_id limit ${most} for update skip locked) returning job_id`.execute(
    q,
  );
  return rows.map(({ job_id }) => job_id);
}

/** Names of the members of groups who have an account that works. */
export async function membersOf(q: Queries, groups: readonly number[]): Promise<Map<number, string[]>> {
  const rows = await q
    .selectFrom('group_members as m')
    .innerJoin('users as u', 'u.id', 'm.user_id')
    .select(['m.group_id', 'u.username'])
    .where(sql<boolean>`m.group_id = any(${groups}::bigint[])`)
    .where('u.active', '=', true)
    .orderBy('u.username')
    .execute();
  const found = Map.groupBy(rows, ({ group_id }) => group_id);
  return new Map([...found].map(([group, members]) => [group, members.map(({ username }) => username)]));
}

/** Together with what comes at the same time, milliseconds. */
const TOGETHER = 3_000;
/** Jobs of one message; then there is another. */
const MOST_JOBS = 1_000;
/** How long messages that are over are shown, days. */
const SHOWN = 30;

/**
 * Reports these jobs in the message that waits to be sent to this target, or in a new one. That is sent when the time between
 * two messages is over, and after the one that could not be delivered.
 */
export async function addToMessage(
  q: Queries,
  { id, every, kind }: Pick<SubscriptionRow, 'id' | 'every' | 'kind'>,
  { target, host }: { target: string; host: string },
  jobs: readonly number[],
): Promise<void> {
  await sql`with longer as (
      update deliveries set jobs = jobs || ${jobs}::bigint[] where id =
        (select max(id) from deliveries where subscription = ${id} and target = ${target} and state = 'waiting' and attempts = 0)
        and state = 'waiting' and attempts = 0 and cardinality(jobs) < ${MOST_JOBS} returning id),
    last as (select coalesce(ended, created) + ${every} * interval '1 second' as rest,
        case when state = 'waiting' then next_try end as retry
      from deliveries where subscription = ${id} and target = ${target} order by id desc limit 1)
    insert into deliveries (subscription, event, kind, place, target, host, jobs, next_try)
    select ${id}, 'finished', ${kind}, 0, ${target}, ${host}, ${jobs}::bigint[],
      greatest(${fromNow(TOGETHER)}, (select greatest(rest, retry) from last))
    where not exists (select from longer)`.execute(q);
  await q
    .deleteFrom('deliveries')
    .where('subscription', '=', id)
    .where('ended', '<', sql<Date>`now() - ${SHOWN} * interval '1 day'`)
    .execute();
}

export function listMessages(q: Queries, subscription: number, query: SubscriptionDeliveryQuery) {
  const rows = q.selectFrom('deliveries').selectAll().where('subscription', '=', subscription);
  return readPage(rows, { id: [{ by: sql`id`, type: 'number' }] }, query);
}
