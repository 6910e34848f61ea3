// SPDX-License-Identifier: Apache-2.0
import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../db/database.ts';
import { shareServerKey } from '../db/queries/processes.ts';
import { silent, testDatabase } from '../testing/database.ts';
import { eventsPlace, ProcessRegistry, workerPorts } from './registry.ts';

let db: Database;
beforeAll(async () => {
  db = await testDatabase();
});

const full = { code: 'disk-full', message: 'no space', since: '2026-11-28T19:00:00.000Z' };
const configured = { controlPort: 5556, logPort: 5555 };
const events = { eventsPort: 5500, eventsCurve: true };

describe('processes of one database', () => {
  it('know the ports and the problems of each other, and which are gone', async () => {
    const api = new ProcessRegistry(db, silent, ['api']);
    const master = new ProcessRegistry(db, silent, ['master']);
    await api.start();
    expect(await workerPorts(db, configured)).toEqual({ control: 5556, log: 5555 });
    expect(await eventsPlace(db, events)).toEqual({ port: 5500, encrypted: true });
    expect(await eventsPlace(db, { eventsPort: 0, eventsCurve: false })).toMatchObject({ port: null });
    master.add({ ports: { control: 7001, log: 7002 }, problems: () => [full] });
    await master.start();
    expect(await workerPorts(db, configured)).toEqual({ control: 7001, log: 7002 });
    // The master publishes none, whatever the settings of this process say.
    expect(await eventsPlace(db, events)).toEqual({ port: null, encrypted: false });
    await master.stop();
    master.add({ ports: { events: { port: 7003, curve: false } } });
    await master.start();
    expect(await eventsPlace(db, events)).toEqual({ port: 7003, encrypted: false });
    expect(await api.health(1_000)).toMatchObject({
      problems: [{ ...full, host: expect.any(String) }],
      processes: [
        { roles: ['master'], alive: true },
        { roles: ['api'], alive: true },
      ],
    });
    await db.run((q) =>
      sql`update processes set seen = now() - interval '1 minute' where roles = '{master}'`.execute(q),
    );
    expect(await api.health(1_000)).toMatchObject({
      problems: [{ code: 'process-lost', message: expect.stringContaining('role master') }],
    });
    await master.stop();
    expect(await api.health(1_000)).toMatchObject({ problems: [], processes: [{ roles: ['api'] }] });
    await api.stop();
  });

  it('have one key, that of the first', async () => {
    const first = { publicKey: 'first', secretKey: 'one' };
    expect(await db.run((q) => shareServerKey(q, first))).toEqual(first);
    expect(await db.run((q) => shareServerKey(q, { publicKey: 'second', secretKey: 'two' }))).toEqual(first);
  });
});
