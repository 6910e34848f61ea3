// SPDX-License-Identifier: Apache-2.0
import { randomBytes } from 'node:crypto';
import { createLogger } from '@lava/kit/log/logger.ts';
import pg from 'pg';
import { inject } from 'vitest';
import { connectionConfig } from '../db/connection.ts';
import { Database } from '../db/database.ts';
import { migrate } from '../db/migrate.ts';
import { EmbeddedPostgres } from '../postgres/embedded.ts';
import { atEnd } from './at-end.ts';

export const silent = createLogger('test', { level: 'silent' });

/** Nothing that tests write must survive a power cut. */
const FAST = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  autovacuum: 'off',
  max_connections: '500',
};
const TEMPLATE = 'lava_template';
const TEMPLATE_LOCK = 5_282_002;

/**
 * A migrated database of the spec file's own in the run's real PostgreSQL. Call it in `beforeAll` or a test; it is
 * closed and dropped after the file's tests.
 */
export async function testDatabase(): Promise<Database> {
  const { url, drop } = await createTestDatabase();
  const db = new Database({ url, connections: 5 });
  await db.changes.start();
  atEnd(async () => {
    await db.close();
    await drop();
  });
  return db;
}

/** The same without a connection, for tests that make several of them. */
export async function createTestDatabase(): Promise<{ url: string; drop: () => Promise<void> }> {
  const embedded = await EmbeddedPostgres.start(inject('postgresDirectory'), silent, FAST);
  embedded.release();
  const name = `test_${randomBytes(6).toString('hex')}`;
  await admin(embedded, async (client) => {
    await client.query(`select pg_advisory_lock(${TEMPLATE_LOCK})`);
    const { rowCount } = await client.query(`select 1 from pg_database where datname = '${TEMPLATE}'`);
    if (rowCount === 0) {
      await client.query(`create database ${TEMPLATE}_new`);
      await migrate(embedded.urlOf(`${TEMPLATE}_new`));
      await client.query(`alter database ${TEMPLATE}_new rename to ${TEMPLATE}`);
    }
    await client.query(`create database ${name} template ${TEMPLATE}`);
  });
  return {
    url: embedded.urlOf(name),
    drop: () => admin(embedded, (client) => client.query(`drop database ${name} with (force)`)),
  };
}

async function admin(
  embedded: EmbeddedPostgres,
  work: (client: pg.Client) => Promise<unknown>,
): Promise<void> {
  const client = new pg.Client(connectionConfig(embedded.urlOf('postgres'), 'test'));
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
