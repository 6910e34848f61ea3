// SPDX-License-Identifier: Apache-2.0
import { sql } from 'kysely';
import type { Queries } from '../database.ts';

/** So many are kept; a peer that asks to join with ever new keys must not fill the database. */
export const MAX_UNKNOWN_KEYS = 100;

export async function noteUnknownKey(q: Queries, publicKey: string, address: string): Promise<void> {
  await sql`insert into unknown_keys (public_key, address, worker)
    values (${publicKey}, ${address},
      (select name from workers where public_key = ${publicKey} or join_key = ${publicKey} limit 1))
    on conflict (public_key) do update set address = excluded.address, worker = excluded.worker,
      last_seen = now(), attempts = unknown_keys.attempts + 1`.execute(q);
  await sql`delete from unknown_keys where public_key in
    (select public_key from unknown_keys order by last_seen desc, public_key offset ${MAX_UNKNOWN_KEYS})`.execute(
    q,
  );
}

/** Latest first: workers that ask to join, and what else knocked. Keys that were let in meanwhile are left out. */
export function listUnknownKeys(q: Queries) {
  return q
    .selectFrom('unknown_keys as k')
    .selectAll('k')
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('workers as w')
            .select('w.name')
            .whereRef('w.public_key', '=', 'k.public_key')
            .where('w.health', '<>', 'retired'),
        ),
      ),
    )
    .orderBy('k.last_seen', 'desc')
    .execute();
}

export async function forgetUnknownKey(q: Queries, publicKey: string): Promise<void> {
  await q.deleteFrom('unknown_keys').where('public_key', '=', publicKey).execute();
}
