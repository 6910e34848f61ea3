// SPDX-License-Identifier: Apache-2.0
import { sql } from 'kysely';
import type { Queries } from '../database.ts';
import { NOW } from '../now.ts';

/** Sessions of an account that still hold, the one used last first. @param own hash of the session that asks */
export function listSessions(q: Queries, userId: number, own: Buffer | undefined) {
  return q
    .selectFrom('sessions')
    .select(['id', 'created', 'expires', 'last_used', 'agent'])
    .select(sql<boolean>`coalesce(hash = ${own ?? null}::bytea, false)`.as('own'))
    .where('user_id', '=', userId)
    .where('expires', '>', NOW)
    .orderBy('last_used', 'desc')
    .execute();
}

export async function deleteSessionOf(q: Queries, userId: number, id: number): Promise<boolean> {
  const { numDeletedRows } = await q
    .deleteFrom('sessions')
    .where('user_id', '=', userId)
    .where('id', '=', id)
    .executeTakeFirst();
  return numDeletedRows === 1n;
}

export async function touchSession(q: Queries, id: number): Promise<void> {
  await q.updateTable('sessions').set({ last_used: NOW }).where('id', '=', id).execute();
}
