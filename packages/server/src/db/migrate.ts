// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
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

/** Two servers that start at the same time migrate one after the other. Any number, but always the same. */
export const MIGRATION_LOCK = 5_282_001;

export interface MigrateOptions extends RetryOptions {
  /** A migration that waits longer for a lock lets those pass that wait behind it, and tries again. Milliseconds. */
  lockTimeout?: number;
  /** Rest before the next try, milliseconds. */
  rest?: number;
  /** How long to keep trying, milliseconds. */
  lockPatience?: number;
}

const LOCK_TIMEOUT = 3_000;
const REST = 2_000;
/** A backup of a large lab reads for minutes. */
const LOCK_PATIENCE = 10 * 60_000;
/** PostgreSQL ends the session of a process that is stopped between two statements, inside a transaction and outside of one. */
const SILENT = { idle_in_transaction_session_timeout: 10_000, idle_session_timeout: 60_000 };

/**
 * Brings the schema up to date and returns what was applied. Each migration is a transaction, but for those that are
 * `online`: their statements run one by one, and may be repeated.
 *
 * @throws LavaError `schema-newer` when the database knows migrations that this program does not; `database-down` when
 *   others held the locks that it needs for all of its patience
 */
export async function migrate(
  url: string,
  migrations = readMigrations(),
  options: MigrateOptions = {},
): Promise<string[]> {
  const { rest = REST, lockPatience = LOCK_PATIENCE } = options;
  const end = performance.now() + lockPatience;
  const applied: string[] = [];
  for (;;) {
    try {
      await withRetry(() => session(url, migrations, options, applied), options);
      return applied;
    } catch (thrown) {
      if (!(thrown instanceof LockTimeout)) throw thrown;
      if (performance.now() + rest > end) {
        throw new LavaError('database-down', `the schema cannot be changed: ${thrown.message}`, {
          cause: thrown,
          hint: 'something uses the tables all the time, such as a backup or another server that starts; try again when it has finished',
        });
      }
    }
    await sleep(rest);
  }
}

class LockTimeout extends Error {}

async function session(
  url: string,
  migrations: Migration[],
  options: MigrateOptions,
  applied: string[],
): Promise<void> {
  const client = new pg.Client(connectionConfig(url, 'lava-migrate'));
  client.on('error', () => undefined); // the query that is running reports it
  await client.connect();
  try {
    // A statement that waited for the lock would be an old transaction, which `concurrently` waits for in turn.
    const { rows } = await client.query(`select pg_try_advisory_lock(${MIGRATION_LOCK}) as mine`);
    if (!rows[0]?.mine) throw new LockTimeout('another process is changing it');
    // Not every PostgreSQL knows both.
    await client.query(
      'select set_config(name, $1::json ->> name, false) from pg_settings where $1::jsonb ? name',
      [JSON.stringify(SILENT)],
    );
    await applyAll(client, migrations, options, applied);
  } catch (error) {
    const { code, message } = error as Error & { code?: string };
    throw code === LOCK_NOT_AVAILABLE ? new LockTimeout(message) : error;
  } finally {
    await client.end().catch(() => undefined); // nothing is open any more that could be lost
  }
}

const LOCK_NOT_AVAILABLE = '55P03';

async function applyAll(
  client: pg.Client,
  migrations: Migration[],
  { lockTimeout = LOCK_TIMEOUT, lockPatience = LOCK_PATIENCE }: MigrateOptions,
  applied: string[],
): Promise<void> {
  await client.query(`create table if not exists migrations (
    version integer primary key, name text not null, checksum text not null,
    applied timestamptz not null default now())`);
  const { rows } = await client.query<Migration>(
    'select version, name, checksum from migrations order by version',
  );
  check(rows, migrations);
  for (const migration of migrations.slice(rows.length)) {
    const online = statementsOf(migration);
    await client.query(`set lock_timeout = ${lockTimeout}`);
    if (online) {
      for (const statement of online)
        for (const one of await forPartitions(client, statement)) {
          const [, index] = CONCURRENTLY.exec(one) ?? [];
          // It waits for transactions that are older, and nobody waits for it.
          await client.query(`set lock_timeout = ${index === undefined ? lockTimeout : lockPatience}`);
          if (index !== undefined) await dropUnfinished(client, index);
          await client.query(one);
        }
      await note(client, migration);
    } else {
      await client.query('begin');
      await client.query(migration.sql);
      await note(client, migration);
      await client.query('commit');
    }
    applied.push(migration.name);
  }
}

const CONCURRENTLY = /^create (?:unique )?index concurrently (?:if not exists )?(\w+)/;

/** What was broken off leaves an index that no query uses, and that `if not exists` takes for one. */
async function dropUnfinished(client: pg.Client, index: string): Promise<void> {
  const { rows } = await client.query(
    'select from pg_index where indexrelid = to_regclass($1) and not indisvalid',
    [index],
  );
  if (rows.length > 0) await client.query(`drop index concurrently ${index}`);
}

/** A statement with `{partition of TABLE}` once for each of them: an index on all is not made `concurrently`. */
async function forPartitions(client: pg.Client, statement: string): Promise<string[]> {
  const [place, parent] = /\{partition of (\w+)\}/.exec(statement) ?? [];
  if (place === undefined) return [statement];
  const { rows } = await client.query<{ name: string }>(
    'select inhrelid::regclass::text as name from pg_inherits where inhparent = $1::regclass order by 1',
    [parent],
  );
  return rows.map(({ name }) => statement.replaceAll(place, name));
}

async function note(client: pg.Client, { version, name, checksum }: Migration): Promise<void> {
  const values = [version, name, checksum];
  await client.query('insert into migrations (version, name, checksum) values ($1, $2, $3)', values);
}

/** Of a migration whose second line is `-- online`; each statement ends with `;` at the end of a line. */
function statementsOf({ sql }: Migration): string[] | undefined {
  if (sql.split('\n')[1]?.trim() !== '-- online') return undefined;
  return sql
    .split(/;[ \t]*(?:\n|$)/)
    .map((statement) => statement.replace(/^\s*--.*$/gm, '').trim())
    .filter((statement) => statement !== '');
}

/**
 * Leaves a schema as it is, whatever uses it; a database that has none yet, which nobody uses, gets it.
 * @throws LavaError `schema-newer`, or `schema-older` with what to do; `config-invalid` when it is of another software
 */
export async function assertMigrated(url: string, known = readMigrations()): Promise<void> {
  const applied = await withRetry(() => appliedMigrations(url));
  check(applied, known);
  if (applied.length === known.length) return;
  if (applied.length === 0) {
    await migrate(url, known);
    return;
  }
  const message = `the database has schema ${applied.length}, this program needs ${known.length}`;
  throw new LavaError('schema-older', message, {
    hint: 'start the server of this version, or run: lava-server manage migrate',
  });
}

async function appliedMigrations(url: string): Promise<Migration[]> {
  const client = new pg.Client(connectionConfig(url, 'lava-migrate'));
  client.on('error', () => undefined); // the query that is running reports it
  await client.connect();
  try {
    const { rows } = await client.query<{ used: boolean }>(
      `select to_regclass('migrations') is not null as used`,
    );
    if (!rows[0]?.used) return [];
    return (await client.query<Migration>('select version, name, checksum from migrations order by version'))
      .rows;
  } finally {
    await client.end().catch(() => undefined); // nothing is open any more that could be lost
  }
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
