// SPDX-License-Identifier: Apache-2.0

import type { Queries } from '../database.ts';
import { fromNow, NOW } from '../now.ts';

/** The one before is no longer valid. Returns when this one expires. */
export async function putPasswordLink(
  q: Queries,
  userId: number,
  hash: Buffer,
  validMs: number,
): Promise<Date> {
  const expires = fromNow(validMs);
  const row = await q
    .insertInto('password_links')
    .values({ user_id: userId, hash, expires })
    .onConflict((c) => c.column('user_id').doUpdateSet({ hash, expires }))
    .returning('expires')
    .executeTakeFirstOrThrow();
  return row.expires;
}

/** Name of the account whose link it is, if both are valid. */
export async function userOfPasswordLink(q: Queries, hash: Buffer): Promise<string | undefined> {
  const row = await q
    .selectFrom('password_links as l')
    .innerJoin('users as u', 'u.id', 'l.user_id')
    .select('u.username')
    .where('l.hash', '=', hash)
    .where('l.expires', '>', NOW)
    .where('u.active', '=', true)
    .where(({ or, eb }) => or([eb('u.expires', 'is', null), eb('u.expires', '>', NOW)]))
    .executeTakeFirst();
  return row?.username;
}

/** False when somebody else was faster. */
export async function deletePasswordLink(q: Queries, hash: Buffer): Promise<boolean> {
  const { numDeletedRows } = await q.deleteFrom('password_links').where('hash', '=', hash).executeTakeFirst();
  return numDeletedRows === 1n;
}
