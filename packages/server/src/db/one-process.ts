// SPDX-License-Identifier: Apache-2.0
import pg from 'pg';
import { APPLICATION, connectionConfig } from './connection.ts';

/**
 * What only one process may do at a time, for as long as it takes; a process that dies lets the next one do it.
 *
 * @returns undefined, without having done anything, while another process does it
 */
export async function inOneProcess<T>(
  url: string,
  what: string,
  work: () => Promise<T>,
): Promise<T | undefined> {
  // A connection of its own, since those of the pool are closed when nothing is said for a time.
  const client = new pg.Client(connectionConfig(url, APPLICATION));
  client.on('error', () => undefined); // the lock is lost then, and the work continues: its steps are harmless to repeat
  await client.connect();
  try {
    const { rows } = await client.query('select pg_try_advisory_lock(hashtext($1)) as mine', [
      `lava ${what}`,
    ]);
    return rows[0]?.mine ? await work() : undefined;
  } finally {
    await client.end().catch(() => undefined); // it is gone already
  }
}
