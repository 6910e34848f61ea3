// SPDX-License-Identifier: Apache-2.0
import { beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../db/database.ts';
import { bindKey, enrolledKeys, joinKeys } from '../db/queries/workers.ts';
import { testDatabase } from '../testing/database.ts';
import { testLab } from '../testing/lab.ts';
import { markSilentWorkers, workerOffline, workerOnline, workerSeen } from './presence.ts';

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

  it('ends after a minute of silence', async () => {
    await workerOnline(db, 'w', { version: '1.2', arch: 'arm64' });
    await workerSeen(db, 'w');
    expect(await markSilentWorkers(db, Date.now() + 59_000)).toEqual([]);
    expect(await markSilentWorkers(db, Date.now() + 61_000)).toEqual(['w']);
    expect(await row('w')).toMatchObject({ state: 'offline' });
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
    expect(await db.run(enrolledKeys)).toEqual([{ name: 'a', publicKey: 'key-a' }]);
  });
});
