// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LavaError } from '@lava/protocol/error/error.ts';
import pg from 'pg';
import { connectionConfig } from './connection.ts';
import { type RetryOptions, withRetry } from './retry.ts';

export interface Migration {
  version: number;
  name: string;
  sql: string;
  checksum: string;
}

const DIRECTORY = join(import.meta.dirname, 'migrations');

/** `NNNN-name.sql` in order of version; numbers are consecutive from 1. */
export function readMigrations(directory = DIRECTORY): Migration[] {
  const files = readdirSync(directory).filter((file) => file.endsWith('.sql'));
  return files.sort().map((file, index) => {
    const match = /^(\d{4})-(.+)\.sql$/.exec(file);
    const version = Number(match?.[1]);
    if (version !== index + 1) throw new LavaError('bug', `migration ${file} is not number ${index + 1}`);
    const sql = readFileSync(join(directory, file), 'utf8');
    return { version, name: match?.[2] ?? '', sql, checksum: createHash('sha256').update(sql).digest('hex') };
  });
}

/** Two servers that start at once migrate one after the other. Any number, but always the same. */
const MIGRATION_LOCK = 5_282_001;

/**
 * Brings the schema up to date, all in one transaction, and returns what was applied.
 * @throws LavaError `schema-newer` when the database knows migrations that this program does not
 */
export async function migrate(
  url: string,
  migrations = readMigrations(),
  options?: RetryOptions,
): Promise<string[]> {
  return withRetry(async () => {
    const client = new pg.Client(connectionConfig(url, 'lava-migrate'));
    client.on('error', () => undefined); // the query that is running reports it
    await client.connect();
    try {
      await client.query('begin');
      const applied = await applyAll(client, migrations);
      await client.query('commit');
      return applied;
    } finally {
      await client.end().catch(() => undefined); // nothing is open any more that could be lost
    }
  }, options);
}

async function applyAll(client: pg.Client, migrations: Migration[]): Promise<string[]> {
  await client.query(`select pg_advisory_xact_lock(${MIGRATION_LOCK})`);
  await client.query(`create table if not exists migrations (
    version integer primary key, name text not null, checksum text not null,
    applied timestamptz not null default now())`);
  const { rows } = await client.query<Migration>(
    'select version, name, checksum from migrations order by version',
  );
  check(rows, migrations);
  const missing = migrations.slice(rows.length);
  for (const { version, name, sql, checksum } of missing) {
    await client.query(sql);
    await client.query('insert into migrations (version, name, checksum) values ($1, $2, $3)', [
      version,
      name,
      checksum,
    ]);
  }
  return missing.map(({ name }) => name);
}

function check(applied: Pick<Migration, 'version' | 'name' | 'checksum'>[], known: Migration[]): void {
  if (applied.length > known.length) {
    throw new LavaError(
      'schema-newer',
      `the database has schema ${applied.length} (${applied.at(-1)?.name}), this server knows ${known.length}`,
      { hint: 'install the newer server again, or restore a backup from before the upgrade' },
    );
  }
  for (const [index, row] of applied.entries()) {
    if (row.checksum === known[index]?.checksum) continue;
    throw new LavaError(
      'config-invalid',
      `migration ${row.version} (${row.name}) is not the one in the database`,
      {
        hint: 'the database was made by another build of this software',
      },
    );
  }
}
