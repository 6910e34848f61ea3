// SPDX-License-Identifier: Apache-2.0
import { sql } from 'kysely';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { createTestDatabase } from '../testing/database.ts';
import { connectionConfig } from './connection.ts';
import { Database } from './database.ts';
import { assertMigrated, MIGRATION_LOCK, type Migration, migrate, readMigrations } from './migrate.ts';

describe('migrate', () => {
  it('does nothing the second time, and refuses a schema that is newer or different', async () => {
    const { url, drop } = await createTestDatabase();
    const known = readMigrations();
    expect(await migrate(url, known)).toEqual([]);
    await expect(migrate(url, known.slice(0, -1))).rejects.toMatchObject({ code: 'schema-newer' });
    const edited = known.map((migration) => ({ ...migration, checksum: 'other' }));
    await expect(migrate(url, edited)).rejects.toMatchObject({ code: 'config-invalid' });
    await drop();
  });

  it('waits for no lock for long: those behind it continue, and it tries again', async () => {
    const { url, drop } = await createTestDatabase();
    const reader = new pg.Client(connectionConfig(url, 'backup'));
    await reader.connect();
    await reader.query('begin; select from tags');
    const known = readMigrations();
    const sql = 'alter table tags add column color text';
    const next = { version: known.length + 1, name: 'color', sql, checksum: 'c' };
    const options = { lockTimeout: 100, rest: 100 };
    await expect(migrate(url, [...known, next], { ...options, lockPatience: 150 })).rejects.toMatchObject({
      code: 'database-down',
      message: expect.stringContaining('lock timeout'),
    });
    const migrating = migrate(url, [...known, next], options);
    const other = new Database({ url });
    await other.run((q) => q.insertInto('tags').values({ name: 'usb' }).execute());
    await reader.query('commit');
    expect(await migrating).toEqual(['color']);
    await other.close();
    await reader.end();
    await drop();
  });

  it('runs what is online statement by statement, and again after a failure in between', async () => {
    const { url, drop } = await createTestDatabase();
    const known = readMigrations();
    const online = (last: string) => ({
      version: known.length + 1,
      name: 'index',
      sql: `-- SPDX\n-- online\n-- why\ncreate index concurrently if not exists tags_x on tags (description);\n${last};\n`,
      checksum: 'c',
    });
    await expect(migrate(url, [...known, online('nonsense')])).rejects.toMatchObject({ code: '42601' });
    expect(await migrate(url, [...known, online('analyze tags')])).toEqual(['index']);
    await drop();
  });

  const withIndex = (known: Migration[], ...before: string[]) => {
    const index = 'create index concurrently if not exists tags_x on tags (description)';
    const statements = [...before, index].map((statement) => `${statement};\n`).join('');
    const text = `-- SPDX\n-- online\n${statements}`;
    return [...known, { version: known.length + 1, name: 'index', sql: text, checksum: 'c' }];
  };
  const isValid = async (url: string) => {
    const client = new pg.Client(connectionConfig(url, 'test'));
    await client.connect();
    const { rows } = await client.query(
      `select indisvalid from pg_index where indexrelid = 'tags_x'::regclass`,
    );
    await client.end();
    return rows[0]?.indisvalid;
  };

  it('makes an index again that was left unfinished because an old transaction was waited for', async () => {
    const { url, drop } = await createTestDatabase();
    const backup = new pg.Client(connectionConfig(url, 'backup'));
    await backup.connect();
    await backup.query('begin isolation level repeatable read; select from users');
    const all = withIndex(readMigrations());
    await expect(migrate(url, all, { rest: 10, lockPatience: 200 })).rejects.toMatchObject({
      code: 'database-down',
    });
    expect(await isValid(url)).toBe(false);
    await backup.query('commit');
    await backup.end();
    expect(await migrate(url, all)).toEqual(['index']);
    expect(await isValid(url)).toBe(true);
    await drop();
  });

  it('by two processes at the same time is done once, and neither waits for the other in a circle', async () => {
    const { url, drop } = await createTestDatabase();
    // The second waits for longer than PostgreSQL takes to look for circles, which then ends the work of the first.
    const all = withIndex(readMigrations(), 'select pg_sleep(1.5)');
    const options = { rest: 50 };
    const done = await Promise.all([migrate(url, all, options), migrate(url, all, options)]);
    expect(done.flat()).toEqual(['index']);
    expect(await isValid(url)).toBe(true);
    await drop();
  });

  it('does not wait without end for another process that migrates and is stopped, which loses its locks', async () => {
    const { url, drop } = await createTestDatabase();
    const stopped = new pg.Client(connectionConfig(url, 'stopped'));
    await stopped.connect();
    await stopped.query(`select pg_advisory_lock(${MIGRATION_LOCK})`);
    const limits = `create table limits as select name, setting from pg_settings
      where name in ('idle_in_transaction_session_timeout', 'idle_session_timeout')`;
    const all = withIndex(readMigrations(), limits);
    await expect(migrate(url, all, { rest: 10, lockPatience: 100 })).rejects.toMatchObject({
      code: 'database-down',
      message: expect.stringContaining('another process'),
    });
    await stopped.query('select pg_advisory_unlock_all()');
    await migrate(url, all);
    expect((await stopped.query('select setting from limits order by name')).rows).toEqual([
      { setting: '10000' },
      { setting: '60000' },
    ]);
    await stopped.end();
    await drop();
  });

  it('is done by no other command than those that say so: an older schema is left as it is', async () => {
    const { url, drop } = await createTestDatabase();
    const known = readMigrations();
    const next = { version: known.length + 1, name: 'next', sql: 'create table y (a int)', checksum: 'c' };
    await expect(assertMigrated(url, [...known, next])).rejects.toMatchObject({
      code: 'schema-older',
      hint: expect.stringContaining('manage migrate'),
    });
    await assertMigrated(url, known);
    await drop();
  });

  it('leaves nothing of a migration that fails', async () => {
    const { url, drop } = await createTestDatabase();
    const known = readMigrations();
    const broken = {
      version: known.length + 1,
      name: 'broken',
      sql: 'create table x (a int); nonsense',
      checksum: '',
    };
    await expect(migrate(url, [...known, broken])).rejects.toMatchObject({ code: '42601' });
    const db = new Database({ url });
    expect((await db.run((q) => sql`select to_regclass('x') as t`.execute(q))).rows).toEqual([{ t: null }]);
    await db.close();
    await drop();
  });
});
