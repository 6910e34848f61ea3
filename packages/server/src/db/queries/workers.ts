// SPDX-License-Identifier: Apache-2.0
import type { WorkerState } from '@lava/protocol/api/lab.ts';
import { sql, type Updateable } from 'kysely';
import { WORKER_STATES } from '../../domain/job.ts';
import type { Queries } from '../database.ts';
import type { WorkersTable } from '../tables.ts';

function workerView(q: Queries) {
  return q.selectFrom('workers as w').select([
    'w.name',
    'w.state',
    'w.health',
    'w.description',
    'w.version',
    'w.last_seen',
    'w.job_limit',
    'w.public_key',
    sql<string[]>`array(select d.name from devices d where d.worker = w.name order by d.name)`.as('devices'),
    sql<number[]>`array(select j.id::float8 from jobs j where j.worker = w.name
        and j.state in (${sql.join(WORKER_STATES.map((state) => sql.lit(state)))}) order by j.id)`.as('jobs'),
  ]);
}
export type WorkerView = Awaited<ReturnType<typeof listWorkers>>[number];

export function listWorkers(q: Queries) {
  return workerView(q).orderBy('w.name').execute();
}

export function getWorker(q: Queries, name: string) {
  return workerView(q).where('w.name', '=', name).executeTakeFirst();
}

export function lockWorker(q: Queries, name: string) {
  return q.selectFrom('workers').selectAll().where('name', '=', name).forUpdate().executeTakeFirst();
}

/** False when there is one of that name. */
export async function insertWorker(
  q: Queries,
  worker: { name: string; description: string; health: 'active' | 'maintenance' },
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await q
    .insertInto('workers')
    .values(worker)
    .onConflict((c) => c.doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

export async function updateWorker(q: Queries, name: string, set: Updateable<WorkersTable>): Promise<void> {
  if (Object.keys(set).length > 0) await q.updateTable('workers').set(set).where('name', '=', name).execute();
}

/** True when the state changed. */
export async function setWorkerState(
  q: Queries,
  name: string,
  to: WorkerState,
  set: Updateable<WorkersTable> = {},
): Promise<boolean> {
  const { numUpdatedRows } = await q
    .updateTable('workers')
    .set({ ...set, state: to })
    .where('name', '=', name)
    .where('state', '<>', to)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Online workers that were last heard of before `limit`. */
export function silentWorkers(q: Queries, limit: Date) {
  return q
    .selectFrom('workers')
    .select('name')
    .where('state', '=', 'online')
    .where((eb) => eb.or([eb('last_seen', '<', limit), eb('last_seen', 'is', null)]))
    .execute();
}

/** Name of the worker that has the key (Z85), let in or not. */
export async function workerOfKey(q: Queries, publicKey: string): Promise<string | undefined> {
  const row = await q
    .selectFrom('workers')
    .select('name')
    .where('public_key', '=', publicKey)
    .executeTakeFirst();
  return row?.name;
}

/** Keys (Z85) that the gateway lets in; retired workers are left out. */
export async function enrolledKeys(q: Queries): Promise<{ name: string; publicKey: string }[]> {
  const rows = await q
    .selectFrom('workers')
    .select(['name', 'public_key'])
    .where('public_key', 'is not', null)
    .where('health', '<>', 'retired')
    .execute();
  return rows.flatMap(({ name, public_key }) =>
    public_key === null ? [] : [{ name, publicKey: public_key }],
  );
}

/** Public halves of join tokens that can still be used. */
export async function joinKeys(q: Queries): Promise<{ name: string; joinKey: string; expires: Date }[]> {
  const rows = await q
    .selectFrom('workers')
    .select(['name', 'join_key', 'join_expires'])
    .where('join_expires', '>', sql<Date>`now()`)
    .where('health', '<>', 'retired')
    .execute();
  return rows.flatMap(({ name, join_key, join_expires }) =>
    join_key === null || join_expires === null ? [] : [{ name, joinKey: join_key, expires: join_expires }],
  );
}

/**
 * Uses up the join token: from now on `publicKey` is the worker's. True also when exactly this was done before, so that
 * a `join` whose answer was lost may be repeated; false when the token is void or the key belongs to another worker.
 */
export async function bindKey(
  q: Queries,
  name: string,
  joinKey: string,
  publicKey: string,
): Promise<boolean> {
  const { numUpdatedRows } = await q
    .updateTable('workers')
    .set({ public_key: publicKey, join_key: null, join_expires: null })
    .where('name', '=', name)
    .where('join_key', '=', joinKey)
    .where('join_expires', '>', sql<Date>`now()`)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('workers as o')
            .select('o.name')
            .where('o.public_key', '=', publicKey)
            .where('o.name', '<>', name),
        ),
      ),
    )
    .executeTakeFirst();
  if (numUpdatedRows === 1n) return true;
  const bound = q
    .selectFrom('workers')
    .select('name')
    .where('name', '=', name)
    .where('public_key', '=', publicKey);
  return (await bound.executeTakeFirst()) !== undefined;
}
