// SPDX-License-Identifier: Apache-2.0
import type { ApiTokenQuery, TokenScope, UserQuery } from '@lava/protocol/api/auth.ts';
import { sql, type Updateable } from 'kysely';
import type { LabPermission } from '../../rights/grants.ts';
import type { UsersTable } from '../account-tables.ts';
import type { Queries } from '../database.ts';
import { fromNow, NOW } from '../now.ts';
import { contains, readPage, type SortKey, type Sorts } from './page.ts';
import { hasSecondFactor } from './second-factors.ts';

const groupsOf = sql<number[]>`array(select group_id from group_members m where m.user_id = u.id order by 1)`;
const groupNames = sql<
  string[]
>`array(select g.name from group_members m join groups g on g.id = m.group_id where m.user_id = u.id order by 1)`;

/** What they were given on all objects of a kind, by themselves or by their groups. */
const everywhere = sql<
  LabPermission[]
>`coalesce((select json_agg(json_build_object('kind', p.kind, 'permission', p.permission))
  from grants p where num_nonnulls(p.device_type, p.device, p.worker) = 0 and (p.user_id = u.id
    or p.group_id in (select group_id from group_members m where m.user_id = u.id))), '[]')`;

/** Not deactivated, nor expired. */
const usable = sql<boolean>`(u.active and coalesce(u.expires > now(), true))`;

function userView(q: Queries) {
  return q
    .selectFrom('users as u')
    .select([
      'u.id',
      'u.username',
      'u.email',
      'u.admin',
      'u.active',
      'u.expires',
      'u.created',
      'u.last_login',
      groupsOf.as('groups'),
      groupNames.as('groupNames'),
      everywhere.as('everywhere'),
    ]);
}
export type UserView = Awaited<ReturnType<ReturnType<typeof userView>['execute']>>[number];

/** What admins see, in addition to what each request needs. */
function accountView(q: Queries) {
  return userView(q).select(hasSecondFactor.as('second_factor'));
}
export type AccountView = NonNullable<Awaited<ReturnType<typeof getUser>>>;

const BY_NAME: SortKey = { by: sql`u.username`, type: 'text' };
const SORTS: Sorts<'username' | 'created' | 'lastLogin'> = {
  username: [BY_NAME],
  created: [{ by: sql`u.created`, type: 'time' }, BY_NAME],
  lastLogin: [{ by: sql`coalesce(u.last_login, 'epoch')`, type: 'time' }, BY_NAME],
};

export function listUsers(q: Queries, query: UserQuery) {
  let rows = accountView(q);
  if (query.admin !== undefined) rows = rows.where('u.admin', '=', query.admin);
  if (query.active !== undefined) rows = rows.where('u.active', '=', query.active);
  if (query.group !== undefined)
    rows = rows.where(
      sql<boolean>`exists (select from group_members m join groups g on g.id = m.group_id
        where m.user_id = u.id and g.name = ${query.group})`,
    );
  if (query.search) rows = rows.where(contains(query.search, 'u.username', 'u.email'));
  return readPage(rows, SORTS, query);
}

export function getUser(q: Queries, username: string) {
  return accountView(q).where('u.username', '=', username).executeTakeFirst();
}

export async function usersById(q: Queries, ids: readonly number[]): Promise<Map<number, UserView>> {
  const rows = await userView(q).where(sql<boolean>`u.id = any(${ids}::bigint[])`).execute();
  return new Map(rows.map((row) => [row.id, row]));
}

export function passwordOf(q: Queries, username: string) {
  return q
    .selectFrom('users as u')
    .select(['u.id', 'u.password'])
    .where('u.username', '=', username)
    .where(usable)
    .executeTakeFirst();
}

export async function hasUsers(q: Queries): Promise<boolean> {
  return (await q.selectFrom('users').select('id').limit(1).executeTakeFirst()) !== undefined;
}

/** Undefined when there is one of that name. */
export function insertUser(
  q: Queries,
  user: { username: string; email: string; password: string | null; admin: boolean },
): Promise<{ id: number } | undefined> {
  return q
    .insertInto('users')
    .values(user)
    .onConflict((c) => c.doNothing())
    .returning('id')
    .executeTakeFirst();
}

/** False when there is none of that name. */
export async function updateUser(
  q: Queries,
  username: string,
  set: Updateable<UsersTable>,
): Promise<boolean> {
  const { numUpdatedRows } = await q
    .updateTable('users')
    .set(set)
    .where('username', '=', username)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

export async function deleteSessionsOf(q: Queries, username: string): Promise<void> {
  await q
    .deleteFrom('sessions')
    .where('user_id', 'in', q.selectFrom('users').select('id').where('username', '=', username))
    .execute();
}

/** Sessions live from sign-in to sign-out or expiry; their tokens are stored only as SHA-256. */
/** @param lifetime milliseconds; returns when it ends */
export async function insertSession(
  q: Queries,
  hash: Buffer,
  userId: number,
  lifetime: number,
  agent: string,
): Promise<Date> {
  const { expires } = await q
    .insertInto('sessions')
    .values({ hash, user_id: userId, agent, expires: fromNow(lifetime) })
    // A repeated insert whose commit was not confirmed.
    .onConflict((c) => c.column('hash').doUpdateSet({ user_id: userId }))
    .returning('expires')
    .executeTakeFirstOrThrow();
  await q.updateTable('users').set({ last_login: NOW }).where('id', '=', userId).execute();
  await q.deleteFrom('sessions').where('expires', '<', NOW).execute();
  return expires;
}

export async function deleteSession(q: Queries, hash: Buffer): Promise<void> {
  await q.deleteFrom('sessions').where('hash', '=', hash).execute();
}

/** Hashes are hexadecimal here. */
export async function usersOfSessions(q: Queries, hashes: readonly string[]) {
  const rows = await userView(q)
    .innerJoin('sessions as s', 's.user_id', 'u.id')
    .select(['s.id as session_id', 's.last_used'])
    .select(sql<string>`encode(s.hash, 'hex')`.as('hash'))
    .where(among('s.hash', hashes))
    .where('s.expires', '>', NOW)
    .where(usable)
    .execute();
  return new Map(rows.map(({ hash, ...user }) => [hash, user]));
}

/** Hashes are hexadecimal here. */
export async function usersOfTokens(q: Queries, hashes: readonly string[]) {
  const rows = await userView(q)
    .innerJoin('api_tokens as t', 't.user_id', 'u.id')
    .select(['t.id as token_id', 't.scope', 't.last_used', sql<string>`encode(t.hash, 'hex')`.as('hash')])
    .where(among('t.hash', hashes))
    .where('t.expires', '>', NOW)
    .where(usable)
    .execute();
  return new Map(rows.map(({ hash, ...user }) => [hash, user]));
}

export async function inactiveUserOfToken(q: Queries, hash: Buffer): Promise<string | undefined> {
  const found = await q
    .selectFrom('api_tokens as t')
    .innerJoin('users as u', 'u.id', 't.user_id')
    .select('u.username')
    .where('t.hash', '=', hash)
    .where('t.expires', '>', NOW)
    .where('u.active', '=', false)
    .executeTakeFirst();
  return found?.username;
}

const among = (column: string, hashes: readonly string[]) =>
  sql<boolean>`${sql.ref(column)} = any(array(select decode(h, 'hex') from unnest(${hashes}::text[]) h))`;

export async function touchToken(q: Queries, id: number): Promise<void> {
  await q.updateTable('api_tokens').set({ last_used: NOW }).where('id', '=', id).execute();
}

const BY_ID: SortKey = { by: sql`id`, type: 'number' };
const TOKEN_SORTS: Sorts<'id' | 'created' | 'expires' | 'lastUsed'> = {
  id: [BY_ID],
  created: [{ by: sql`created`, type: 'time' }, BY_ID],
  expires: [{ by: sql`expires`, type: 'time' }, BY_ID],
  lastUsed: [{ by: sql`coalesce(last_used, 'epoch')`, type: 'time' }, BY_ID],
};

export function listTokens(q: Queries, userId: number, query: ApiTokenQuery) {
  const rows = q
    .selectFrom('api_tokens')
    .select(['id', 'description', 'scope', 'created', 'expires', 'last_used'])
    .where('user_id', '=', userId);
  return readPage(
    query.search ? rows.where(contains(query.search, 'description')) : rows,
    TOKEN_SORTS,
    query,
  );
}

/**
 * The hash is the key: a repeated insert gives the same row.
 * @param given.days until it expires
 */
export function insertToken(
  q: Queries,
  userId: number,
  hash: Buffer,
  { description, scope, days }: { description: string; scope: TokenScope; days: number },
) {
  const expires = fromNow(days * 86_400_000);
  return q
    .insertInto('api_tokens')
    .values({ user_id: userId, hash, description, scope, expires })
    .onConflict((c) => c.column('hash').doUpdateSet({ description, scope, expires }))
    .returning(['id', 'description', 'scope', 'created', 'expires', 'last_used'])
    .executeTakeFirstOrThrow();
}

export async function deleteToken(q: Queries, userId: number, id: number): Promise<boolean> {
  const { numDeletedRows } = await q
    .deleteFrom('api_tokens')
    .where('user_id', '=', userId)
    .where('id', '=', id)
    .executeTakeFirst();
  return numDeletedRows === 1n;
}

/** Its number; undefined when there is no such token. */
export async function deleteTokenOfHash(q: Queries, hash: Buffer): Promise<number | undefined> {
  const row = await q.deleteFrom('api_tokens').where('hash', '=', hash).returning('id').executeTakeFirst();
  return row?.id;
}

/** Neither made nor used since; of one account, or of all. Returns their numbers. */
export async function deleteUnusedTokens(q: Queries, since: Date, userId?: number): Promise<number[]> {
  let rows = q.deleteFrom('api_tokens').where(sql<Date>`coalesce(last_used, created)`, '<', since);
  if (userId !== undefined) rows = rows.where('user_id', '=', userId);
  return (await rows.returning('id').execute()).map(({ id }) => id);
}
