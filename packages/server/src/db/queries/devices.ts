// SPDX-License-Identifier: Apache-2.0
import type { DeviceHealth } from '@lava/protocol/api/lab.ts';
import { sql, type Updateable } from 'kysely';
import { HOLDING_STATES } from '../../domain/job.ts';
import type { Queries } from '../database.ts';
import type { DevicesTable } from '../tables.ts';

function deviceView(q: Queries) {
  return q.selectFrom('devices as d').select((eb) => [
    'd.name',
    'd.device_type',
    'd.worker',
    'd.state',
    'd.health',
    'd.exclusive',
    'd.health_before',
    'd.description',
    sql<string[]>`array(select tag from device_tags t where t.device = d.name order by tag)`.as('tags'),
    eb
      .selectFrom('jobs as j')
      .select('j.id')
      .whereRef('j.device', '=', 'd.name')
      .where('j.state', 'in', HOLDING_STATES)
      .as('current_job'),
    sql<boolean>`coalesce((select v.text <> '' from text_versions v where v.kind = 'dictionary' and v.name = d.name
      order by v.version desc limit 1), false)`.as('has_dictionary'),
  ]);
}
export type DeviceView = Awaited<ReturnType<typeof listDevices>>[number];

export function listDevices(q: Queries) {
  return deviceView(q).orderBy('d.name').execute();
}

export function getDevice(q: Queries, name: string) {
  return deviceView(q).where('d.name', '=', name).executeTakeFirst();
}

/** False when there is one of that name. */
export async function insertDevice(
  q: Queries,
  device: Pick<DevicesTable, 'name' | 'device_type' | 'worker'> & {
    description: string;
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
  return q.selectFrom('devices').selectAll().where('name', '=', name).forUpdate().executeTakeFirst();
}

export function lockDevicesOfWorker(q: Queries, worker: string) {
  return q
    .selectFrom('devices')
    .selectAll()
    .where('worker', '=', worker)
    .orderBy('name')
    .forUpdate()
    .execute();
}

export function lockAllDevices(q: Queries) {
  return q.selectFrom('devices').selectAll().orderBy('name').forUpdate().execute();
}

/** Tags come into being with the first device that has them. */
export async function setTags(q: Queries, device: string, tags: readonly string[]): Promise<void> {
  await q.deleteFrom('device_tags').where('device', '=', device).execute();
  const unique = [...new Set(tags)].sort();
  if (unique.length === 0) return;
  await q
    .insertInto('tags')
    .values(unique.map((name) => ({ name })))
    .onConflict((c) => c.doNothing())
    .execute();
  await q
    .insertInto('device_tags')
    .values(unique.map((tag) => ({ device, tag })))
    .execute();
  // Tags are part of what the scheduler looks at; touching the device tells it.
  await sql`select pg_notify('lava', json_build_object('on', 'device', 'name', name, 'state', state)::text)
    from devices where name = ${device}`.execute(q);
}

export function listTags(q: Queries) {
  return q
    .selectFrom('tags as t')
    .select([
      't.name',
      't.description',
      sql<string[]>`array(select device from device_tags d where d.tag = t.name order by device)`.as(
        'devices',
      ),
    ])
    .orderBy('t.name')
    .execute();
}

/** False when there is one of that name. */
export async function insertTag(q: Queries, tag: { name: string; description: string }): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await q
    .insertInto('tags')
    .values(tag)
    .onConflict((c) => c.doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}
