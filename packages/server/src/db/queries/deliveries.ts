// SPDX-License-Identifier: Apache-2.0
import type { DeliveryQuery } from '@lava/protocol/api/notifications.ts';
import { type Insertable, type RawBuilder, type Selectable, sql } from 'kysely';
import type { Actor } from '../../rights/permissions.ts';
import type { Queries } from '../database.ts';
import type { DeliveriesTable } from '../notify-tables.ts';
import { fromNow, NOW } from '../now.ts';
import { readPage } from './page.ts';

export type DeliveryRow = Selectable<DeliveriesTable>;
export type NewDelivery = Pick<
  Insertable<DeliveriesTable>,
  'event' | 'kind' | 'place' | 'target' | 'host'
> & { job_id: number; next_try?: ReturnType<typeof fromNow> };

/** Those that are there already are left as they are. */
export async function insertDeliveries(q: Queries, rows: readonly NewDelivery[]): Promise<void> {
  if (rows.length === 0) return;
  await q
    .insertInto('deliveries')
    .values([...rows])
    .onConflict((c) => c.doNothing())
    .execute();
}

/** What was to say that a job started which is over by now: its end is not followed by its start. */
export async function dropOvertaken(q: Queries, job: number): Promise<void> {
  await q
    .updateTable('deliveries')
    .set({ state: 'failed', ended: NOW, error: 'the job was over before this could be delivered' })
    .where('job_id', '=', job)
    .where('event', '=', 'running')
    .where('state', '=', 'waiting')
    .execute();
}

/** Rows that are looked at for those that may be sent. */
const LOOKED_AT = 500;

/**
 * Takes deliveries but mails of jobs whose time has come, at most `each` of a host, none of busy ones. Who takes one has `lease` milliseconds; after
 * that it counts as forgotten, and another process may take it.
 */
export async function takeDeliveries(
  q: Queries,
  { most, each, busy, lease }: { most: number; each: number; busy: string[]; lease: number },
): Promise<DeliveryRow[]> {
  const { rows } = await sql<DeliveryRow>`
    update deliveries set attempts = attempts + 1, next_try = ${fromNow(lease)} where id in (
      select id from deliveries where id in (
        select id from (
          select id, next_try, row_number() over (partition by host order by next_try, id) as nth from (
            select id, host, next_try from deliveries
            where (kind <> 'mail' or subscription is not null) and state = 'waiting' and next_try <= now()
              and host <> all(${busy}::text[])
            order by next_try, id limit ${LOOKED_AT}) due) ranked
        where nth <= ${each} order by next_try, id limit ${most})
        and state = 'waiting' and next_try <= now()
      for update skip locked)
    returning *`.execute(q);
  return rows;
}

/** The least time between two mails to one address: what comes meanwhile goes together. Seconds. */
const REST = 60;

/** Takes all mails of jobs that are due for one address, the one that waited longest and did not get one a moment ago. */
export async function takeMails(q: Queries, most: number, lease: number): Promise<DeliveryRow[]> {
  const { rows } = await sql<DeliveryRow>`
    update deliveries set attempts = attempts + 1, next_try = ${fromNow(lease)} where id in (
      select id from deliveries where kind = 'mail' and subscription is null and state = 'waiting'
        and (next_try <= now() or attempts = 0)
        and target = (select w.target from deliveries w where w.kind = 'mail' and w.subscription is null
          and w.state = 'waiting' and w.next_try <= now()
          and not exists (select from deliveries s where s.kind = 'mail' and s.state = 'delivered' and s.target = w.target
            and s.ended > now() - ${REST} * interval '1 second')
          order by w.next_try, w.id limit 1)
      order by id limit ${most} for update skip locked)
    returning *`.execute(q);
  return rows.sort((a, b) => a.id - b.id);
}

/** What became of an attempt. `wait`: milliseconds until the next; without it, this was the last. */
export async function settleDelivery(
  q: Queries,
  { id, attempts }: Pick<DeliveryRow, 'id' | 'attempts'>,
  outcome: { delivered: boolean; wait?: number | undefined } & Pick<
    DeliveryRow,
    'status' | 'answer' | 'error'
  >,
): Promise<void> {
  const { delivered, wait, ...said } = outcome;
  const end = delivered || wait === undefined;
  await q
    .updateTable('deliveries')
    .set({
      ...said,
      state: delivered ? 'delivered' : end ? 'failed' : 'waiting',
      ...(end ? { ended: NOW } : { next_try: fromNow(wait) }),
    })
    .where('id', '=', id)
    // Not when it was taken again meanwhile, or repeated by its owner.
    .where('attempts', '=', attempts)
    .where('state', '=', 'waiting')
    .execute();
}

export function listDeliveries(q: Queries, job: number, query: DeliveryQuery) {
  const rows = q.selectFrom('deliveries').selectAll().where('job_id', '=', job);
  return readPage(rows, { id: [{ by: sql`id`, type: 'number' }] }, query);
}

/**
 * Sends it once more: one that is over from its first attempt on, one that waits now instead of later. So there is never more
 * than one of it that waits. Undefined when the job, or the subscription, has no such delivery.
 */
export function repeatDelivery(
  q: Queries,
  of: { job_id: number } | { subscription: number },
  id: number,
): Promise<DeliveryRow | undefined> {
  const unlessWaiting = <T>(then: RawBuilder<T>, column: 'attempts' | 'created') =>
    sql<T>`case when state = 'waiting' then ${sql.ref(column)} else ${then} end`;
  return q
    .updateTable('deliveries')
    .set({ state: 'waiting', next_try: NOW, ended: null })
    .set({
      attempts: unlessWaiting(sql<number>`0`, 'attempts'),
      // What its receiver knows it by, see `Message`.
      created: unlessWaiting(NOW, 'created'),
    })
    .where('id', '=', id)
    .where((eb) => eb.and(of))
    .returningAll()
    .executeTakeFirst();
}

/** Entries of an account's history that are looked at for its repetitions. */
const LOOKED_BACK = 500;

/** How many deliveries the account has repeated within an hour; holds its row, so that nobody gets past a limit. */
export async function repeatedOfLate(q: Queries, { id, username }: Pick<Actor, 'id' | 'username'>) {
  await sql`select from users where id = ${id} for no key update`.execute(q);
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from
    (select action, time from audit_log where actor = ${username} order by id desc limit ${LOOKED_BACK}) a
    where action = ${REPEAT} and time > now() - interval '1 hour'`.execute(q);
  return rows[0]?.count ?? 0;
}

/** The action in the history. */
export const REPEAT = 'repeat delivery';
