// SPDX-License-Identifier: Apache-2.0
import { once as onceEvent } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { sql } from 'kysely';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { createTestDatabase, testDatabase } from '../testing/database.ts';
import type { Change } from './change.ts';
import { connectionConfig } from './connection.ts';
import { Database } from './database.ts';

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

  it('keeps working when every connection is cut, and says that changes may have been missed', async () => {
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

  it.each(['nonsense', '', '{"on":"job"}', '[', '"x"', 'null', '{"on":"__proto__"}'])(
    'is not disturbed by the notification %j',
    async (payload) => {
      const db = await testDatabase();
      const heard = once(db, () => true);
      await db.run((q) => sql`select pg_notify('lava', ${payload})`.execute(q));
      await db.run((q) => sql`select pg_notify('lava', '{"on":"device-type","name":"x"}')`.execute(q));
      expect(await heard).toEqual({ on: 'device-type', name: 'x' });
    },
  );

  it('notices connections whose packets are swallowed, the one that listens and those in use', async () => {
    const { url, drop } = await createTestDatabase();
    const proxy = await swallowingProxy(url);
    const db = new Database({ url: proxy.url, silence: 500 });
    await db.changes.start();
    // A connection each for what is asked below: all together, so that none serves two.
    await Promise.all([1, 2, 3].map(() => db.run((q) => sql`select pg_sleep(0.2)`.execute(q))));
    proxy.swallow();
    const gap = once(db, (change) => change.on === 'gap');
    const query = db.run((q) => sql<{ n: number }>`select 1 as n`.execute(q));
    const transaction = db.transaction((q) => sql<{ n: number }>`select 2 as n`.execute(q));
    await expect(
      db.run((q) => sql`select 1`.execute(q), { patience: 100, impatient: true }),
    ).rejects.toMatchObject({ code: 'database-down' });
    // New connections go through: only the old ones are half open.
    expect((await query).rows).toEqual([{ n: 1 }]);
    expect((await transaction).rows).toEqual([{ n: 2 }]);
    await gap;
    await db.close();
    await proxy.close();
    await drop();
  });

  it('ends a transaction whose process is stopped, and frees what it had locked', async () => {
    const { url, drop } = await createTestDatabase();
    const db = new Database({ url });
    const { rows } = await db.run((q) =>
      sql<{ name: string; setting: string }>`select name, setting from pg_settings where name in
        ('idle_in_transaction_session_timeout', 'lock_timeout', 'statement_timeout') order by name`.execute(
        q,
      ),
    );
    expect(rows.map(({ setting }) => Number(setting))).toEqual([10_000, 5_000, 10_000]);
    await db.close();
    await drop();
  });

  it('does not repeat a search that takes too long, nor calls that a failure of the database', async () => {
    const { url, drop } = await createTestDatabase();
    const db = new Database({ url });
    let tries = 0;
    const slow = db.transaction(
      async (q) => {
        tries++;
        await sql`set local statement_timeout = 20`.execute(q);
        await sql`select pg_sleep(10)`.execute(q);
      },
      { once: true },
    );
    await expect(slow).rejects.toMatchObject({ code: 'too-large' });
    expect(tries).toBe(1);
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

/** Relays to the database; the connections that are open when it begins to swallow stay open and carry nothing. */
async function swallowingProxy(url: string) {
  const [, path = '', database = ''] = /^socket:(.+)\?db=(\w+)/.exec(url) ?? [];
  const sockets = new Set<Socket>();
  let generation = 0;
  const server = createServer((inner) => {
    const outer = connect(`${decodeURI(path)}/.s.PGSQL.5432`);
    const born = generation;
    for (const [from, to] of [
      [inner, outer],
      [outer, inner],
    ] as const) {
      sockets.add(from);
      from.on('data', (data) => born === generation && to.write(data));
      from.on('error', () => from.destroy());
      from.on('close', () => born === generation && to.destroy());
    }
  });
  server.listen(0, '127.0.0.1');
  await onceEvent(server, 'listening');
  return {
    url: `postgres://lava@127.0.0.1:${(server.address() as AddressInfo).port}/${database}`,
    swallow: () => void generation++,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
