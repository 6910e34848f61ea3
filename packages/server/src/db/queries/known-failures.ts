// SPDX-License-Identifier: Apache-2.0
import type { KnownFailureQuery } from '@lava/protocol/api/known-failures.ts';
import { type Insertable, sql } from 'kysely';
import type { Actor } from '../../rights/permissions.ts';
import type { Queries } from '../database.ts';
import type { KnownFailuresTable } from '../query-tables.ts';
import { type Hidden, permitted } from './grants.ts';
import { contains, readPage } from './page.ts';

/** In all, and with a `*` in the name: each of those is compared with each case. */
export const MOST_KNOWN = 5_000;
export const MOST_WILD = 200;

/** Entries that count for jobs of a device type which were submitted then. */
export async function knownFailuresOf(q: Queries, deviceType: string | null, submitted: Date) {
  return q
    .selectFrom('known_failures')
    .select(['id', 'suite', 'name', 'reason', 'url'])
    .where(sql<boolean>`(device_type is null or device_type = ${deviceType})`)
    .where(sql<boolean>`coalesce(expires > ${submitted}, true)`)
    .limit(MOST_KNOWN)
    .execute();
}

/** Those of types that the actor may see. */
export function listKnownFailures(q: Queries, actor: Actor, hidden: Hidden, query: KnownFailureQuery) {
  let rows = q
    .selectFrom('known_failures as k')
    .selectAll('k')
    .select(permitted(actor, 'change', 'device-type', sql`k.device_type`).as('keeps'))
    .where(sql<boolean>`coalesce(k.device_type <> all(${hidden.types}::text[]), true)`);
  if (query.deviceType !== undefined) rows = rows.where('k.device_type', '=', query.deviceType);
  if (query.search) rows = rows.where(contains(query.search, 'k.suite', 'k.name', 'k.reason'));
  if (query.expired !== undefined)
    rows = rows.where(sql<boolean>`coalesce(k.expires <= now(), false) = ${query.expired}`);
  return readPage(rows, { id: [{ by: sql`k.id`, type: 'number' }] }, query);
}

export type KnownFailureRow = Omit<Awaited<ReturnType<typeof listKnownFailures>>['items'][number], 'keeps'>;

export function getKnownFailure(q: Queries, id: number) {
  return q.selectFrom('known_failures').selectAll().where('id', '=', id).executeTakeFirst();
}

/** `full` when there are as many as there may be, `taken` when that case has one. */
export async function insertKnownFailure(
  q: Queries,
  row: Insertable<KnownFailuresTable>,
): Promise<KnownFailureRow | 'full' | 'taken'> {
  // One after the other, so that nobody gets past the limits.
  await sql`select pg_advisory_xact_lock(hashtext('lava known failures'))`.execute(q);
  const { rows } = await sql<{ all: number; wild: number }>`select
    (select count(*)::int from (select from known_failures limit ${MOST_KNOWN}) a) as all,
    (select count(*)::int from (select from known_failures where name like '%*%' limit ${MOST_WILD}) a) as wild`.execute(
    q,
  );
  const { all = 0, wild = 0 } = rows[0] ?? {};
  if (all >= MOST_KNOWN || (row.name.includes('*') && wild >= MOST_WILD)) return 'full';
  const made = await q
    .insertInto('known_failures')
    .values(row)
    .onConflict((c) => c.doNothing())
    .returningAll()
    .executeTakeFirst();
  return made ?? 'taken';
}

export async function deleteKnownFailure(q: Queries, id: number): Promise<void> {
  await q.deleteFrom('known_failures').where('id', '=', id).execute();
}
