// SPDX-License-Identifier: Apache-2.0
import { sql } from 'kysely';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Database } from '../db/database.ts';
import { bindKey, enrolledKeys, joinKeys } from '../db/queries/workers.ts';
import { testDatabase } from '../testing/database.ts';
import { testLab } from '../testing/lab.ts';
import { workerOffline, workerOnline, workerSeen } from './presence.ts';
import { SilenceWatch, WATCH_MS } from './silence.ts';

let db: Database;
beforeAll(async () => {
  db = await testDatabase();
});
const row = (name: string) =>
  db.run((q) => q.selectFrom('workers').selectAll().where('name', '=', name).executeTakeFirstOrThrow());
const history = () =>
  db.run((q) => q.selectFrom('audit_log').select(['object', 'old', 'new', 'reason']).orderBy('id').execute());

describe('the presence of a worker', () => {
  it('is kept with what it said of itself, and each change goes into the history once', async () => {
    await testLab(db).worker('w', { state: 'offline', last_seen: null });
    for (let n = 0; n < 2; n++) await workerOnline(db, 'w', { version: '1.2', arch: 'arm64' });
    expect(await row('w')).toMatchObject({ state: 'online', version: '1.2', arch: 'arm64' });
    for (let n = 0; n < 2; n++) await workerOffline(db, 'w', 'the link broke');
    expect(await row('w')).toMatchObject({ state: 'offline' });
    expect(await history()).toEqual([
      { object: 'w', old: 'offline', new: 'online', reason: '' },
      { object: 'w', old: 'online', new: 'offline', reason: 'the link broke' },
    ]);
  });

  it('comes back with any message, and an end that is reported twice is handled once', async () => {
    await workerOffline(db, 'w', 'taken for silent');
    await workerSeen(db, 'w');
    expect(await row('w')).toMatchObject({ state: 'online' });
    await workerOffline(db, 'w', 'another gateway heard it a moment ago', { unheard: 60_000 });
    expect(await row('w')).toMatchObject({ state: 'online' });
    await workerSeen(db, 'nobody');
  });

  it('is only that of the database: a clock of this process an hour ahead or back changes nothing', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 });
    try {
      await workerSeen(db, 'w');
      await workerOffline(db, 'w', 'heard by another', { unheard: 30_000 });
    } finally {
      vi.useRealTimers();
    }
    expect(await row('w')).toMatchObject({ state: 'online' });
    expect((await row('w')).last_seen?.getTime()).toBeLessThan(Date.now() + 600_000);
  });
});

describe('the watch for silent workers', () => {
  let clock = 0;
  /** As if the database's clock had been set forward, or the note were so old. */
  const age = (name: string, seconds: number) =>
    db.run((q) =>
      q
        .updateTable('workers')
        .set({ last_seen: sql<Date>`last_seen - make_interval(secs => ${seconds})` })
        .where('name', '=', name)
        .execute(),
    );
  const watch = () => new SilenceWatch(db, () => clock);
  beforeEach(async () => {
    await workerSeen(db, 'w');
  });

  it('marks one that nobody has heard for a minute, after it was watched', async () => {
    const silence = watch();
    await age('w', 61);
    expect(await silence.look()).toEqual([]);
    clock += WATCH_MS;
    expect(await silence.look(new Set(['w']))).toEqual([]); // heard by this process
    expect(await silence.look()).toEqual(['w']);
    expect(await row('w')).toMatchObject({ state: 'offline' });
  });

  it('leaves one alone whose gateway got its database back, or whose clock was set', async () => {
    const silence = watch();
    for (let round = 0; round < 20; round++) {
      await age('w', 300); // a step of the database's clock, or 300 s without a database
      expect(await silence.look()).toEqual([]);
      clock += 10_000;
      await workerSeen(db, 'w'); // a living gateway
    }
    expect(await row('w')).toMatchObject({ state: 'online' });
  });

  it('marks one also when the clock of the database was set back by an hour', async () => {
    const silence = watch();
    await age('w', -3_600);
    await silence.look();
    clock += 59_000;
    expect(await silence.look()).toEqual([]);
    clock += WATCH_MS + 1_000;
    expect(await silence.look()).toEqual(['w']);
  });

  it('judges nobody by what it saw before it stood still', async () => {
    const silence = watch();
    await silence.look();
    clock += 300_000;
    await workerSeen(db, 'w');
    expect(await silence.look()).toEqual([]);
  });
});

describe('bindKey', () => {
  const bind = (name: string, token: string, key: string) => db.run((q) => bindKey(q, name, token, key));
  const soon = () => new Date(Date.now() + 60_000);

  it('uses a join token up, once, before it expires, for a key that nobody has', async () => {
    const lab = testLab(db);
    await lab.worker('a', { join_key: 'token-a', join_expires: soon() });
    await lab.worker('b', { join_key: 'token-b', join_expires: soon() });
    await lab.worker('late', { join_key: 'token-late', join_expires: new Date(Date.now() - 1) });
    expect((await db.run(joinKeys)).map(({ name }) => name).sort()).toEqual(['a', 'b']);
    expect(await bind('a', 'wrong', 'key-a')).toBe(false);
    expect(await bind('late', 'token-late', 'key-late')).toBe(false);
    expect(await bind('a', 'token-a', 'key-a')).toBe(true);
    expect(await bind('a', 'token-a', 'key-a')).toBe(true); // its answer was lost
    expect(await bind('a', 'token-a', 'other')).toBe(false);
    expect(await bind('b', 'token-b', 'key-a')).toBe(false);
    expect(await bind('b', 'token-b', 'token-b')).toBe(false); // the line's own key
    expect(await bind('b', 'token-b', 'token-late')).toBe(false); // that of another's line
    expect(await db.run(enrolledKeys)).toEqual([{ name: 'a', publicKey: 'key-a' }]);
  });
});
