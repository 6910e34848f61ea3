// SPDX-License-Identifier: Apache-2.0
import { sql } from 'kysely';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { createTestDatabase, testDatabase } from '../testing/database.ts';
import { connectionConfig, Database } from './database.ts';
import type { Change } from './listener.ts';
import { migrate, readMigrations } from './migrate.ts';

async function once(db: Database, wanted: (change: Change) => boolean): Promise<Change> {
  return new Promise((resolve) => {
    const stop = db.changes.on((change) => {
      if (!wanted(change)) return;
      stop();
      resolve(change);
    });
  });
}

describe('Database', () => {
  it('reads bigint as number and tells changes that were committed', async () => {
    const db = await testDatabase();
    const heard = once(db, () => true);
    await db.transaction((q) => q.insertInto('device_types').values({ name: 'qemu' }).execute());
    expect(await heard).toEqual({ on: 'device-type', name: 'qemu' });
    const user = await db.run((q) =>
      q.insertInto('users').values({ username: 'ann' }).returning('id').executeTakeFirstOrThrow(),
    );
    expect(user.id).toBe(1);
  });

  it('goes on when every connection is cut, and says that changes may have been missed', async () => {
    const { url, drop } = await createTestDatabase();
    const db = new Database({ url });
    await db.changes.start();
    const gap = once(db, (change) => change.on === 'gap');
    let runs = 0;
    const result = await db.transaction(async (q) => {
      runs++;
      if (runs === 1) {
        const killer = new pg.Client(connectionConfig(url, 'killer'));
        await killer.connect();
        await killer.query(
          'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
        );
        await killer.end();
      }
      return (await sql<{ n: number }>`select 42 as n`.execute(q)).rows[0]?.n;
    });
    expect([result, runs]).toEqual([42, 2]);
    await gap;
    await db.close();
    await drop();
  });

  it('tells the failure of the database from that of a statement', async () => {
    const db = new Database({ url: 'postgres://nobody@127.0.0.1:9/none' });
    await expect(db.run((q) => q.selectFrom('users').execute(), { patience: 50 })).rejects.toMatchObject({
      code: 'database-down',
    });
    await db.close();
    const { url, drop } = await createTestDatabase();
    const real = new Database({ url });
    await expect(real.run((q) => sql`select nonsense`.execute(q))).rejects.toMatchObject({ code: '42703' });
    await real.close();
    await drop();
  });
});

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
