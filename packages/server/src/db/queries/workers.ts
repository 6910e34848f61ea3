// SPDX-License-Identifier: Apache-2.0
import {
  WORKER_HEALTHS,
  WORKER_STATES,
  type WorkerCounts,
  type WorkerCountsQuery,
  type WorkerQuery,
  type WorkerState,
} from '@lava/protocol/api/lab.ts';
import { sql, type Updateable } from 'kysely';
import type { Queries } from '../database.ts';
import { fromNow, NOW } from '../now.ts';
import type { WorkersTable } from '../tables.ts';
import type { Hidden } from './grants.ts';
import { contains, readPage, type SortKey, type Sorts, totals } from './page.ts';

function workerView(q: Queries, { devices: hidden }: Pick<Hidden, 'devices'>) {
  return q.selectFrom('workers as w').select([
    'w.name',
    'w.state',
    'w.health',
    sql<string>`coalesce(w.description, '')`.as('description'),
    'w.version',
    'w.last_seen',
    'w.job_limit',
    'w.public_key',
    sql<boolean>`w.token_hash is not null`.as('has_token'),
    sql<{
      since: string;
      reason: string;
    } | null>`(select to_json(s) from suspect_workers s where s.worker = w.name)`.as('suspect'),
    sql<string[]>`array(select d.name from devices d where d.worker = w.name
        and d.name <> all(${hidden}::text[]) order by d.name)`.as('devices'),
    sql<number[]>`array(select r.job_id from runs r where r.worker = w.name and r.end_time is null
        order by r.job_id)`.as('jobs'),
  ]);
}
export type WorkerView = NonNullable<Awaited<ReturnType<typeof getWorker>>>;

const BY_NAME: SortKey = { by: sql`w.name`, type: 'text' };
const SORTS: Sorts<'name' | 'state' | 'health' | 'lastSeen'> = {
  name: [BY_NAME],
  state: [{ by: sql`w.state`, type: 'text' }, BY_NAME],
  health: [{ by: sql`w.health`, type: 'text' }, BY_NAME],
  lastSeen: [{ by: sql`coalesce(w.last_seen, 'epoch')`, type: 'time' }, BY_NAME],
};

export function listWorkers(q: Queries, query: WorkerQuery, hidden: Hidden) {
  let rows = workerView(q, hidden);
  if (hidden.workers.length > 0) rows = rows.where(sql<boolean>`w.name <> all(${hidden.workers}::text[])`);
  if (query.state) rows = rows.where('w.state', 'in', query.state);
  if (query.health) rows = rows.where('w.health', 'in', query.health);
  if (query.search) rows = rows.where(contains(query.search, 'w.name', 'w.description'));
  return readPage(rows, SORTS, query);
}

/** How many there are, and of each state and health. */
export async function countWorkers(
  q: Queries,
  { search }: WorkerCountsQuery,
  hidden: Hidden,
): Promise<WorkerCounts> {
  let query = q
    .selectFrom('workers as w')
    .select(['w.state', 'w.health', sql<number>`count(*)`.as('count')])
    .groupBy(['w.state', 'w.health']);
  if (search) query = query.where(contains(search, 'w.name', 'w.description'));
  if (hidden.workers.length > 0) query = query.where(sql<boolean>`w.name <> all(${hidden.workers}::text[])`);
  const rows = await query.execute();
  return {
    total: rows.reduce((total, { count }) => total + count, 0),
    state: totals(rows, 'state', WORKER_STATES),
    health: totals(rows, 'health', WORKER_HEALTHS),
  };
}

export function getWorker(q: Queries, name: string, hidden: Pick<Hidden, 'devices'> = { devices: [] }) {
  return workerView(q, hidden).where('w.name', '=', name).executeTakeFirst();
}

export function lockWorker(q: Queries, name: string) {
  return q.selectFrom('workers').selectAll().where('name', '=', name).forNoKeyUpdate().executeTakeFirst();
}

/** False when there is one of that name. */
export async function insertWorker(
  q: Queries,
  worker: { name: string; description: string | null; health: 'active' | 'maintenance' },
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

/** Writes down that the worker was heard now, and what it said of itself; returns its state. */
export async function noteSeen(
  q: Queries,
  name: string,
  about: Pick<Updateable<WorkersTable>, 'version' | 'arch'> = {},
): Promise<WorkerState | undefined> {
  const row = await q
    .updateTable('workers')
    .set({ ...about, last_seen: NOW })
    .where('name', '=', name)
    .returning('state')
    .executeTakeFirst();
  return row?.state;
}

/** Whether a gateway heard the worker in the last `milliseconds`. */
export async function wasSeenWithin(q: Queries, name: string, milliseconds: number): Promise<boolean> {
  const row = await q
    .selectFrom('workers')
    .select('name')
    .where('name', '=', name)
    .where('last_seen', '>', fromNow(-milliseconds))
    .executeTakeFirst();
  return row !== undefined;
}

/** When each online worker was heard last, exactly, and how long ago by the database's clock, milliseconds. */
export function onlineWorkers(q: Queries) {
  return q
    .selectFrom('workers')
    .select([
      'name',
      sql<string | null>`last_seen::text`.as('seen'),
      sql<number>`coalesce(extract(epoch from now() - last_seen) * 1000, 'infinity')::float8`.as('silence'),
    ])
    .where('state', '=', 'online')
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

/** Public halves of join tokens that can still be used, for so many milliseconds by the database's clock. */
export async function joinKeys(q: Queries): Promise<{ name: string; joinKey: string; left: number }[]> {
  const rows = await q
    .selectFrom('workers')
    .select([
      'name',
      'join_key',
      sql<number>`(extract(epoch from join_expires - now()) * 1000)::float8`.as('left'),
    ])
    .where('join_expires', '>', NOW)
    .where('health', '<>', 'retired')
    .execute();
  return rows.flatMap(({ name, join_key, left }) =>
    join_key === null ? [] : [{ name, joinKey: join_key, left }],
  );
}

/**
 * Uses up the join token: from now on `publicKey` is the worker's. True also when exactly this was done before, so that
 * a `join` whose answer was lost may be repeated; false when the token is no longer valid or the key belongs to another worker.
 */
export async function bindKey(
  q: Queries,
  name: string,
  joinKey: string,
  publicKey: string,
): Promise<boolean> {
  const { numUpdatedRows } = await q
    .updateTable('workers')
    .set({ public_key: publicKey, join_key: null, join_expires: null, token_hash: null })
    .where('name', '=', name)
    .where('join_key', '=', joinKey)
    .where('join_expires', '>', NOW)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('workers as o')
            .select('o.name')
            .where((eb) =>
              eb.or([
                eb.and([eb('o.public_key', '=', publicKey), eb('o.name', '<>', name)]),
                // Whoever has seen a join line could otherwise be the worker later.
                eb('o.join_key', '=', publicKey),
              ]),
            ),
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

/** What events say of workers. @param names of those only */
export async function workersNow(q: Queries, names?: readonly string[]) {
  let rows = q.selectFrom('workers').select(['name', 'state', 'health']);
  if (names) rows = rows.where(sql<boolean>`name = any(${names}::text[])`);
  return rows.execute();
}
