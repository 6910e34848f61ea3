// SPDX-License-Identifier: Apache-2.0
import type { Identity, IdentityProvider } from '@lava/protocol/api/auth.ts';
import { sql } from 'kysely';
import type { Queries } from '../database.ts';

/** Whose identity it is. `usable`: neither deactivated nor expired. */
export function userOfIdentity(q: Queries, { provider, subject }: Identity) {
  return q
    .selectFrom('identities as i')
    .innerJoin('users as u', 'u.id', 'i.user_id')
    .select(['u.id', 'u.username', 'u.email'])
    .select(sql<boolean>`u.active and coalesce(u.expires > now(), true)`.as('usable'))
    .where('i.provider', '=', provider)
    .where('i.subject', '=', subject)
    .executeTakeFirst();
}

export function identitiesOf(q: Queries, username: string): Promise<Identity[]> {
  return q
    .selectFrom('identities as i')
    .innerJoin('users as u', 'u.id', 'i.user_id')
    .select(['i.provider', 'i.subject'])
    .where('u.username', '=', username)
    .orderBy('i.provider')
    .execute();
}

/** Replaces the one that the account has of this provider. False: it is that of another account. */
export async function putIdentity(
  q: Queries,
  userId: number,
  { provider, subject }: Identity,
): Promise<boolean> {
  await deleteIdentity(q, userId, provider);
  const { numInsertedOrUpdatedRows } = await q
    .insertInto('identities')
    .values({ user_id: userId, provider, subject })
    .onConflict((c) => c.doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

/** True when there was one. */
export async function deleteIdentity(
  q: Queries,
  userId: number,
  provider: IdentityProvider,
): Promise<boolean> {
  const { numDeletedRows } = await q
    .deleteFrom('identities')
    .where('user_id', '=', userId)
    .where('provider', '=', provider)
    .executeTakeFirst();
  return numDeletedRows === 1n;
}

/** Which of these groups they are in. */
export async function groupsAmong(q: Queries, userId: number, names: readonly string[]): Promise<string[]> {
  if (names.length === 0) return [];
  const rows = await q
    .selectFrom('group_members as m')
    .innerJoin('groups as g', 'g.id', 'm.group_id')
    .select('g.name')
    .where('m.user_id', '=', userId)
    .where('g.name', 'in', names)
    .execute();
  return rows.map(({ name }) => name);
}
