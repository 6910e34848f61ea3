// SPDX-License-Identifier: Apache-2.0
import type { AliasQuery, DeviceTypeQuery } from '@lava/protocol/api/lab.ts';
import { sql, type Updateable } from 'kysely';
import type { Queries } from '../database.ts';
import type { DeviceTypesTable } from '../tables.ts';
import { grantsOn, type Hidden } from './grants.ts';
import { contains, readPage, type SortKey, type Sorts } from './page.ts';

/** Takes jobs, if nothing has it. */
const USABLE = sql`d.health in ('good', 'unknown') and w.state = 'online' and w.health = 'active'`;

const queued = sql<number>`(select count(*) from jobs j where j.device_type = t.name and j.state = 'submitted')`;

/** @param hidden devices that the reader may not see, and that are not counted */
function typeView(q: Queries, hidden: readonly string[] = []) {
  const seen = hidden.length === 0 ? sql`` : sql`and d.name <> all(${hidden}::text[])`;
  return q
    .selectFrom('device_types as t')
    .innerJoinLateral(
      sql<{ idle: number; busy: number; offline: number }>`(select
        count(*) filter (where h.device is null and ${USABLE}) as idle,
        count(*) filter (where h.device is not null) as busy,
        count(*) filter (where h.device is null and (${USABLE}) is not true) as offline
        from devices d left join workers w on w.name = d.worker left join holds h on h.device = d.name
        where d.device_type = t.name and d.health <> 'retired' ${seen})`.as('c'),
      (join) => join.onTrue(),
    )
    .select([
      't.name',
      sql<string>`coalesce(t.description, '')`.as('description'),
      't.display',
      'c.idle',
      'c.busy',
      'c.offline',
      queued.as('queued'),
    ])
    .select(['t.health_frequency', 't.health_denominator', 't.disable_health_check', 't.retries'])
    .select(['t.architecture', 't.processor', 't.cpu_model', 't.bits', 't.cores', 't.core_count']);
}
export type DeviceTypeView = NonNullable<Awaited<ReturnType<typeof getDeviceType>>>;

const BY_NAME: SortKey = { by: sql`t.name`, type: 'text' };
const SORTS: Sorts<'name' | 'queued' | 'devices'> = {
  name: [BY_NAME],
  queued: [{ by: queued, type: 'number' }, BY_NAME],
  devices: [{ by: sql`c.idle + c.busy + c.offline`, type: 'number' }, BY_NAME],
};

export function listDeviceTypes(q: Queries, query: DeviceTypeQuery, { types: hidden, devices }: Hidden) {
  let rows = typeView(q, devices);
  if (hidden.length > 0) rows = rows.where(sql<boolean>`t.name <> all(${hidden}::text[])`);
  if (query.display !== undefined) rows = rows.where('t.display', '=', query.display);
  if (query.search) rows = rows.where(contains(query.search, 't.name', 't.description'));
  return readPage(rows, SORTS, query);
}

export function getDeviceType(q: Queries, name: string, hidden: readonly string[] = []) {
  return typeView(q, hidden).where('t.name', '=', name).executeTakeFirst();
}

/** False when there is one of that name. */
export async function insertDeviceType(
  q: Queries,
  type: { name: string; description: string | null },
): Promise<boolean> {
  return (await insertDeviceTypes(q, [type])).length === 1;
}

/** Returns the names of those that were not there. */
export async function insertDeviceTypes(
  q: Queries,
  types: readonly { name: string; description: string | null }[],
): Promise<string[]> {
  if (types.length === 0) return [];
  const added = await q
    .insertInto('device_types')
    .values(types)
    .onConflict((c) => c.doNothing())
    .returning('name')
    .execute();
  return added.map(({ name }) => name);
}

export async function updateDeviceType(
  q: Queries,
  name: string,
  set: Updateable<DeviceTypesTable>,
): Promise<boolean> {
  if (Object.keys(set).length === 0) return true;
  const { numUpdatedRows } = await q
    .updateTable('device_types')
    .set(set)
    .where('name', '=', name)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Name of the type that a job means: an alias, else the name itself; undefined when there is neither. */
export async function resolveDeviceType(q: Queries, name: string): Promise<string | undefined> {
  const { rows } = await sql<{ name: string }>`
    select device_type as name from aliases where name = ${name}
    union all select name from device_types where name = ${name} limit 1`.execute(q);
  return rows[0]?.name;
}

/** Devices of the type that are not retired, as a submit looks at them. */
export function devicesOfType(q: Queries, type: string) {
  return q
    .selectFrom('devices as d')
    .select([
      'd.name',
      'd.worker',
      'd.exclusive',
      sql<string[]>`array(select tag from device_tags x where x.device = d.name)`.as('tags'),
      grantsOn('device', sql`d.name`).as('own'),
      grantsOn('device-type', sql`d.device_type`).as('type'),
    ])
    .where('d.device_type', '=', type)
    .where('d.health', '<>', 'retired')
    .execute();
}

/** Another name for a type: entered now, known before, or the name of another type. */
export async function insertAlias(
  q: Queries,
  name: string,
  deviceType: string,
): Promise<'added' | 'known' | 'foreign'> {
  const { numInsertedOrUpdatedRows } = await q
    .insertInto('aliases')
    .values({ name, device_type: deviceType })
    .onConflict((c) => c.doNothing())
    .executeTakeFirst();
  if (numInsertedOrUpdatedRows === 1n) return 'added';
  const row = await q.selectFrom('aliases').select('device_type').where('name', '=', name).executeTakeFirst();
  return row?.device_type === deviceType ? 'known' : 'foreign';
}

export function listAliases(q: Queries) {
  return q.selectFrom('aliases').select(['name', 'device_type as deviceType']).orderBy('name').execute();
}

export function pageOfAliases(q: Queries, query: AliasQuery, { types: hidden }: Hidden) {
  let rows = q.selectFrom('aliases as a').select(['a.name', 'a.device_type as deviceType']);
  if (hidden.length > 0) rows = rows.where(sql<boolean>`a.device_type <> all(${hidden}::text[])`);
  if (query.deviceType !== undefined) rows = rows.where('a.device_type', '=', query.deviceType);
  if (query.search) rows = rows.where(contains(query.search, 'a.name'));
  return readPage(rows, { name: [{ by: sql`a.name`, type: 'text' }] }, query);
}

/** False when there is none of that name. */
export async function deleteAlias(q: Queries, name: string): Promise<boolean> {
  const { numDeletedRows } = await q.deleteFrom('aliases').where('name', '=', name).executeTakeFirst();
  return numDeletedRows === 1n;
}

/** Removes the types that no device has and no job was for; returns their names. */
export async function deleteUnusedTypes(q: Queries): Promise<string[]> {
  const rows = await q
    .deleteFrom('device_types as t')
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('devices as d').select('d.name').whereRef('d.device_type', '=', 't.name'))),
    )
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('jobs as j').select('j.id').whereRef('j.device_type', '=', 't.name'))),
    )
    .returning('t.name')
    .execute();
  return rows.map(({ name }) => name).sort();
}
