// SPDX-License-Identifier: Apache-2.0
import pg from 'pg';
import { connectionConfig } from './connection.ts';
import { readMigrations } from './migrate.ts';

export interface DatabaseState {
  /** Number of the last migration that was applied; 0 for a database that no server has used. */
  schema: number;
  /** The last one that this program knows. */
  known: number;
  /** How far this host's clock is ahead of the database's, seconds. */
  clockDifference: number;
  /** Workers that are not retired and have said their version. */
  workers: { name: string; version: string }[];
}

/** Looks at a database as it is, without bringing its schema up to date. @throws what `pg` throws */
export async function examineDatabase(url: string): Promise<DatabaseState> {
  const client = new pg.Client(connectionConfig(url, 'lava-doctor'));
  client.on('error', () => undefined); // the query that is running reports it
  try {
    await client.connect();
    const before = Date.now();
    const { rows } = await client.query<{ now: Date; used: boolean }>(
      `select clock_timestamp() as now, to_regclass('migrations') is not null as used`,
    );
    const here = (before + Date.now()) / 2;
    const [row] = rows;
    const used = row?.used === true;
    const schema = used ? await client.query('select version from migrations') : undefined;
    const workers = used
      ? await client.query<{ name: string; version: string }>(
          `select name, version from workers where health <> 'retired' and version is not null order by name`,
        )
      : undefined;
    return {
      schema: schema?.rowCount ?? 0,
      known: readMigrations().length,
      clockDifference: (here - (row?.now.getTime() ?? here)) / 1000,
      workers: workers?.rows ?? [],
    };
  } finally {
    await client.end().catch(() => undefined); // was not connected
  }
}
