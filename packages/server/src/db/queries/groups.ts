// SPDX-License-Identifier: Apache-2.0
import type { GroupQuery } from '@lava/protocol/api/auth.ts';
import { sql } from 'kysely';
import type { Queries } from '../database.ts';
import { contains, readPage } from './page.ts';

const members = sql<string[]>`array(select u.username from group_members m join users u on u.id = m.user_id
  where m.group_id = g.id order by 1)`;

function groupView(q: Queries) {
  return q.selectFrom('groups as g').select(['g.name', members.as('members')]);
}

export function listGroups(q: Queries, query: GroupQuery) {
  let rows = groupView(q);
  if (query.member !== undefined)
    rows = rows.where(
      sql<boolean>`exists (select from group_members m join users u on u.id = m.user_id
        where m.group_id = g.id and u.username = ${query.member})`,
    );
  if (query.search) rows = rows.where(contains(query.search, 'g.name'));
  return readPage(rows, { name: [{ by: sql`g.name`, type: 'text' }] }, query);
}

export function getGroup(q: Queries, name: string) {
  return groupView(q).where('g.name', '=', name).executeTakeFirst();
}

/** False when there is one of that name. */
export async function groupIdOf(q: Queries, name: string): Promise<number | undefined> {
  const found = await q.selectFrom('groups').select('id').where('name', '=', name).executeTakeFirst();
  return found?.id;
}

export async function insertGroup(q: Queries, name: string): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await q
    .insertInto('groups')
    .values({ name })
    .onConflict((c) => c.doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

/** False when another one has the new name. */
export async function renameGroup(q: Queries, name: string, to: string): Promise<boolean> {
  const taken = q.selectFrom('groups as o').select('o.id').where('o.name', '=', to);
  const { numUpdatedRows } = await q
    .updateTable('groups')
    .set({ name: to })
    .where('name', '=', name)
    .where(({ not, exists }) => not(exists(taken)))
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** False when there is none of that name. */
export async function deleteGroup(q: Queries, name: string): Promise<boolean> {
  const { numDeletedRows } = await q.deleteFrom('groups').where('name', '=', name).executeTakeFirst();
  return numDeletedRows === 1n;
}

/** True when the user was not a member before. */
export async function insertMember(q: Queries, group: string, userId: number): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await q
    .insertInto('group_members')
    .columns(['group_id', 'user_id'])
    .expression(
      q
        .selectFrom('groups')
        .select(['id', sql.lit(userId).as('user_id')])
        .where('name', '=', group),
    )
    .onConflict((c) => c.doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

/** True when the user was a member before. */
export async function deleteMember(q: Queries, group: string, userId: number): Promise<boolean> {
  const { numDeletedRows } = await q
    .deleteFrom('group_members')
    .where('group_id', 'in', q.selectFrom('groups').select('id').where('name', '=', group))
    .where('user_id', '=', userId)
    .executeTakeFirst();
  return numDeletedRows === 1n;
}

/** Sorted; those that are gone have none. */
export async function groupNames(q: Queries, ids: readonly number[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const rows = await q
    .selectFrom('groups')
    .select('name')
    .where(sql<boolean>`id = any(${ids}::bigint[])`)
    .orderBy('name')
    .execute();
  return rows.map(({ name }) => name);
}

/** Ids of the groups that exist, by name. */
export async function groupIds(q: Queries, names: readonly string[]): Promise<Map<string, number>> {
  if (names.length === 0) return new Map();
  const rows = await q.selectFrom('groups').select(['id', 'name']).where('name', 'in', names).execute();
  return new Map(rows.map(({ id, name }) => [name, id]));
}
