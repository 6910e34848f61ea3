// SPDX-License-Identifier: Apache-2.0
import type { SavedQueryQuery } from '@lava/protocol/api/queries.ts';
import { type Insertable, sql, type Updateable } from 'kysely';
import type { Actor } from '../../rights/permissions.ts';
import type { Queries } from '../database.ts';
import { NOW } from '../now.ts';
import type { QueriesTable } from '../query-tables.ts';
import { contains, readPage } from './page.ts';

export type SavedQueryRow = NonNullable<Awaited<ReturnType<typeof getSavedQuery>>>;

/** Of one account. */
export const MOST_QUERIES = 200;

function rowsOf(q: Queries) {
  return q
    .selectFrom('queries as s')
    .innerJoin('users as u', 'u.id', 's.user_id')
    .leftJoin('groups as g', 'g.id', 's.group_id')
    .selectAll('s')
    .select(['u.username', 'g.name as group_name']);
}

export function getSavedQuery(q: Queries, id: number) {
  return rowsOf(q).where('s.id', '=', id).executeTakeFirst();
}

/** Holds it until the end of the transaction. */
export async function lockSavedQuery(q: Queries, id: number): Promise<void> {
  await q.selectFrom('queries').select('id').where('id', '=', id).forNoKeyUpdate().execute();
}

/** Those that are published, the actor's, and those of groups of theirs. */
export function listSavedQueries(q: Queries, actor: Actor | null, query: SavedQueryQuery) {
  const own = sql<boolean>`(case when s.group_id is null then s.user_id = ${actor?.id ?? 0}
    else s.group_id = any(${actor?.groups ?? []}::bigint[]) end)`;
  let rows = rowsOf(q);
  if (query.mine === true) rows = rows.where(own);
  else if (!actor?.admin) rows = rows.where(sql<boolean>`(s.published or ${own})`);
  if (query.name !== undefined) rows = rows.where('s.name', '=', query.name);
  if (query.owner !== undefined)
    rows = rows.where(sql<boolean>`coalesce(g.name, u.username) = ${query.owner}`);
  if (query.search) rows = rows.where(contains(query.search, 's.name', 's.description'));
  const byId = { by: sql`s.id`, type: 'number' } as const;
  return readPage(rows, { id: [byId], name: [{ by: sql`s.name`, type: 'text' }, byId] }, query);
}

/** The number of the new one; `full` when the account has as many as it may have, `taken` when the name is. */
export async function insertSavedQuery(
  q: Queries,
  row: Insertable<QueriesTable>,
): Promise<number | 'full' | 'taken'> {
  await sql`select from users where id = ${row.user_id} for no key update`.execute(q);
  const own = q.selectFrom('queries').select('id').where('user_id', '=', row.user_id).limit(MOST_QUERIES);
  if ((await own.execute()).length >= MOST_QUERIES) return 'full';
  const made = await q
    .insertInto('queries')
    .values(row)
    .onConflict((c) => c.doNothing())
    .returning('id')
    .executeTakeFirst();
  return made?.id ?? 'taken';
}

/** False when the name is taken. */
export async function updateSavedQuery(
  q: Queries,
  { id, user_id, group_id }: Pick<SavedQueryRow, 'id' | 'user_id' | 'group_id'>,
  set: Updateable<QueriesTable>,
): Promise<boolean> {
  const { numUpdatedRows } = await q
    .updateTable('queries as s')
    .set({ ...set, changed: NOW, version: sql`s.version + 1` })
    .where('s.id', '=', id)
    .where(
      sql<boolean>`not exists (select from queries o where o.id <> ${id} and o.name = ${set.name ?? ''}
        and (case when ${group_id}::bigint is null then o.group_id is null and o.user_id = ${user_id}
          else o.group_id = ${group_id}::bigint end))`,
    )
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

export async function deleteSavedQuery(q: Queries, id: number): Promise<void> {
  await q.deleteFrom('queries').where('id', '=', id).execute();
}
