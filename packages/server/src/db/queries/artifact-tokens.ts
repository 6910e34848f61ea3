// SPDX-License-Identifier: Apache-2.0
import type { Queries } from '../database.ts';

/** Of an account, by name. */
export function listArtifactTokens(q: Queries, user: number) {
  return q.selectFrom('artifact_tokens').selectAll().where('user_id', '=', user).orderBy('name').execute();
}

export async function getArtifactToken(q: Queries, user: number, name: string): Promise<string | undefined> {
  const row = await q
    .selectFrom('artifact_tokens')
    .select('token')
    .where('user_id', '=', user)
    .where('name', '=', name)
    .executeTakeFirst();
  return row?.token;
}

/** When it was made; undefined when there is one of this name. */
export async function insertArtifactToken(
  q: Queries,
  user: number,
  { name, token }: { name: string; token: string },
): Promise<Date | undefined> {
  const row = await q
    .insertInto('artifact_tokens')
    .values({ user_id: user, name, token })
    .onConflict((c) => c.doNothing())
    .returning('created')
    .executeTakeFirst();
  return row?.created;
}

export async function deleteArtifactToken(q: Queries, user: number, name: string): Promise<boolean> {
  const { numDeletedRows } = await q
    .deleteFrom('artifact_tokens')
    .where('user_id', '=', user)
    .where('name', '=', name)
    .executeTakeFirst();
  return numDeletedRows === 1n;
}
