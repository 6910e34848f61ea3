// SPDX-License-Identifier: Apache-2.0
import { sql } from 'kysely';
import type { Database } from '../database.ts';

/**
 * Makes the partitions that will be needed next; nothing when they are there. A partition takes a lock on its table, which
 * is not waited for: an hour later is early enough.
 */
export async function makePartitions(db: Database): Promise<void> {
  await db.transaction(async (q) => {
    await sql`set local lock_timeout = '1s'`.execute(q);
    await sql`select make_partitions()`.execute(q);
  });
}
