// SPDX-License-Identifier: Apache-2.0
import {
  DEVICE_HEALTHS,
  DEVICE_STATES,
  type DeviceCounts,
  type DeviceCountsQuery,
  type DeviceHealth,
  type DeviceQuery,
  type DeviceState,
  type TagQuery,
} from '@lava/protocol/api/lab.ts';
import { type SelectQueryBuilder, sql, type Updateable } from 'kysely';
import type { Queries } from '../database.ts';
import type { DevicesTable } from '../tables.ts';
import type { Hidden } from './grants.ts';
import { contains, readPage, type SortKey, type Sorts, totals } from './page.ts';

/** Idle unless something has it. */
const state = sql<DeviceState>`coalesce(h.state, 'idle')`;

/** A row as JSON has it. */
export interface QuarantineJson {
  since: string;
  reason: string;
  passed: number;
  rounds: number;
}

function devicesWithHolds(q: Queries) {
  return q.selectFrom('devices as d').leftJoin('holds as h', 'h.device', 'd.name');
}

function deviceView(q: Queries) {
  return devicesWithHolds(q).select((eb) => [
    'd.name',
    'd.device_type',
    'd.worker',
    state.as('state'),
    'd.health',
    'd.exclusive',
    'd.health_before',
    'd.base_template',
    'd.disable_health_check',
    'd.health_check_job',
    'd.health_check_time',
    sql<string>`coalesce(d.description, '')`.as('description'),
    sql<QuarantineJson | null>`(select to_json(n) from quarantines n where n.device = d.name)`.as(
      'quarantine',
    ),
    'd.revision',
    eb.selectFrom('users as u').select('u.username').whereRef('u.id', '=', 'd.owner').as('owner'),
    eb.selectFrom('groups as o').select('o.name').whereRef('o.id', '=', 'd.owner_group').as('owner_group'),
    sql<string[]>`array(select tag from device_tags t where t.device = d.name order by tag)`.as('tags'),
    eb.selectFrom('runs as r').select('r.job_id').whereRef('r.id', '=', 'h.run_id').as('current_job'),
    sql<boolean>`coalesce((select v.text <> '' from text_versions v where v.kind = 'dictionary' and v.name = d.name
      order by v.version desc limit 1), false)`.as('has_dictionary'),
  ]);
}
export type DeviceView = NonNullable<Awaited<ReturnType<typeof getDevice>>>;

const BY_NAME: SortKey = { by: sql`d.name`, type: 'text' };
const SORTS: Sorts<'name' | 'deviceType' | 'worker' | 'state' | 'health'> = {
  name: [BY_NAME],
  deviceType: [{ by: sql`d.device_type`, type: 'text' }, BY_NAME],
  worker: [{ by: sql`coalesce(d.worker, '')`, type: 'text' }, BY_NAME],
  state: [{ by: state, type: 'text' }, BY_NAME],
  health: [{ by: sql`d.health`, type: 'text' }, BY_NAME],
};

export function listDevices(q: Queries, query: DeviceQuery, hidden: Hidden) {
  let rows = filtered(deviceView(q), query, hidden);
  if (query.state) rows = rows.where(state, 'in', query.state);
  if (query.health) rows = rows.where('d.health', 'in', query.health);
  return readPage(rows, SORTS, query);
}

type DevicesBuilder<O> =
  ReturnType<typeof devicesWithHolds> extends SelectQueryBuilder<infer DB, infer TB, unknown>
    ? SelectQueryBuilder<DB, TB, O>
    : never;

function filtered<O>(
  builder: DevicesBuilder<O>,
  query: DeviceCountsQuery,
  { devices: hidden }: Hidden,
): DevicesBuilder<O> {
  let rows = builder;
  if (hidden.length > 0) rows = rows.where(sql<boolean>`d.name <> all(${hidden}::text[])`);
  if (query.deviceType) rows = rows.where('d.device_type', 'in', query.deviceType);
  if (query.worker) rows = rows.where('d.worker', 'in', query.worker);
  if (query.search) rows = rows.where(contains(query.search, 'd.name', 'd.description'));
  if (query.tag)
    rows = rows.where(
      sql<boolean>`${query.tag}::text[] <@ array(select tag from device_tags t where t.device = d.name)`,
    );
  return rows;
}

/** How many there are, and of each state and health. */
export async function countDevices(
  q: Queries,
  query: DeviceCountsQuery,
  hidden: Hidden,
): Promise<DeviceCounts> {
  const rows = await filtered(devicesWithHolds(q), query, hidden)
    .select([state.as('state'), 'd.health', sql<number>`count(*)`.as('count')])
    .groupBy([sql`1`, 'd.health'])
    .execute();
  return {
    total: rows.reduce((total, { count }) => total + count, 0),
    state: totals(rows, 'state', DEVICE_STATES),
    health: totals(rows, 'health', DEVICE_HEALTHS),
  };
}

export function getDevice(q: Queries, name: string) {
  return deviceView(q).where('d.name', '=', name).executeTakeFirst();
}

/** False when there is one of that name. */
export async function insertDevice(
  q: Queries,
  device: Pick<DevicesTable, 'name' | 'device_type' | 'worker'> & {
    description: string | null;
    health: DeviceHealth;
  },
) {
  const { numInsertedOrUpdatedRows } = await q
    .insertInto('devices')
    .values(device)
    .onConflict((c) => c.doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

export async function updateDevice(q: Queries, name: string, set: Updateable<DevicesTable>): Promise<void> {
  if (Object.keys(set).length > 0) await q.updateTable('devices').set(set).where('name', '=', name).execute();
}

export function lockDevice(q: Queries, name: string) {
  return q.selectFrom('devices').selectAll().where('name', '=', name).forNoKeyUpdate().executeTakeFirst();
}

/** Whether something has the device, whose row must be locked. */
export async function isHeld(q: Queries, name: string): Promise<boolean> {
  return (
    (await q.selectFrom('holds').select('device').where('device', '=', name).executeTakeFirst()) !== undefined
  );
}

/** Each with the job that has it; in the order of names, so that two of these never wait for each other. */
export type LockedDevice = Awaited<ReturnType<typeof lockDevices>>[number];

function lockDevices(q: Queries, worker: string | undefined) {
  let rows = devicesWithHolds(q)
    .leftJoin('runs as r', 'r.id', 'h.run_id')
    .selectAll('d')
    .select([state.as('state'), 'r.job_id as current_job']);
  if (worker !== undefined) rows = rows.where('d.worker', '=', worker);
  return rows.orderBy('d.name').forNoKeyUpdate('d').execute();
}

export function lockDevicesOfWorker(q: Queries, worker: string) {
  return lockDevices(q, worker);
}

export function lockAllDevices(q: Queries) {
  return lockDevices(q, undefined);
}

/** Tags come into being with the first device that has them. */
export async function setTags(q: Queries, device: string, tags: readonly string[]): Promise<void> {
  const unique = [...new Set(tags)].sort();
  await sql`delete from device_tags where device = ${device} and tag <> all(${unique}::text[])`.execute(q);
  if (unique.length === 0) return;
  await q
    .insertInto('tags')
    .values(unique.map((name) => ({ name })))
    .onConflict((c) => c.doNothing())
    .execute();
  await q
    .insertInto('device_tags')
    .values(unique.map((tag) => ({ device, tag })))
    .onConflict((c) => c.doNothing())
    .execute();
}

export function listTags(q: Queries, query: TagQuery, { devices: hidden }: Hidden) {
  const rows = q.selectFrom('tags as t').select([
    't.name',
    sql<string>`coalesce(t.description, '')`.as('description'),
    sql<string[]>`array(select device from device_tags d where d.tag = t.name
        and device <> all(${hidden}::text[]) order by device)`.as('devices'),
  ]);
  const found = query.search ? rows.where(contains(query.search, 't.name', 't.description')) : rows;
  return readPage(found, { name: [{ by: sql`t.name`, type: 'text' }] }, query);
}

/** False when there is one of that name. */
export async function insertTag(
  q: Queries,
  tag: { name: string; description: string | null },
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await q
    .insertInto('tags')
    .values(tag)
    .onConflict((c) => c.doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

/** False when there is none of that name. */
export async function updateTag(q: Queries, name: string, description: string): Promise<boolean> {
  const { numUpdatedRows } = await q
    .updateTable('tags')
    .set({ description })
    .where('name', '=', name)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

export async function deleteTag(q: Queries, name: string): Promise<'removed' | 'used' | 'none'> {
  const tag = await q
    .selectFrom('tags')
    .select('name')
    .where('name', '=', name)
    .forUpdate()
    .executeTakeFirst();
  if (!tag) return 'none';
  const used = await q
    .selectFrom('device_tags')
    .select('tag')
    .where('tag', '=', name)
    .limit(1)
    .executeTakeFirst();
  if (used) return 'used';
  await q.deleteFrom('tags').where('name', '=', name).execute();
  return 'removed';
}

/** What events say of devices. @param names of those only */
export async function devicesNow(q: Queries, names?: readonly string[]) {
  let rows = devicesWithHolds(q)
    .leftJoin('runs as r', 'r.id', 'h.run_id')
    .select([
      'd.name',
      'd.device_type',
      'd.worker',
      'd.health',
      state.as('state'),
      'r.job_id as current_job',
    ]);
  if (names) rows = rows.where(sql<boolean>`d.name = any(${names}::text[])`);
  return rows.execute();
}

/** Name of the account that the device belongs to; undefined where it is nobody's, or a group's. */
export async function ownerOf(q: Queries, name: string): Promise<string | undefined> {
  const row = await q
    .selectFrom('devices as d')
    .innerJoin('users as u', 'u.id', 'd.owner')
    .select('u.username')
    .where('d.name', '=', name)
    .executeTakeFirst();
  return row?.username;
}
