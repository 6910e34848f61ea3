// SPDX-License-Identifier: Apache-2.0
import { randomBytes } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadKeys } from '@lava/kit/zmq/curve.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accountNamed, addUser, logIn } from '../accounts/accounts.ts';
import { addGroup } from '../accounts/groups.ts';
import { LoginLimit } from '../accounts/login-limit.ts';
import { actorOfToken, addToken } from '../accounts/tokens.ts';
import { Database } from '../db/database.ts';
import { Loader } from '../db/load.ts';
import { Snapshot } from '../db/snapshot.ts';
import { attach } from '../jobs/attachments.ts';
import { compactLog } from '../logs/compact.ts';
import { LogReader } from '../logs/log-reader.ts';
import { serverKeys } from '../processes/server-keys.ts';
import { COMMAND_LINE } from '../rights/permissions.ts';
import { createTestDatabase } from '../testing/database.ts';
import { LinkLab } from '../testing/link.ts';
import { backup } from './backup.ts';
import { restore } from './restore.ts';

let lab: LinkLab;
let from: { url: string; stateDir: string };
let to: { url: string; stateDir: string };
let file: string;
const drops: (() => Promise<void>)[] = [];

/** A server that never ran: a migrated database and an empty state directory. */
async function emptyServer(name: string): Promise<{ url: string; stateDir: string }> {
  const { url, drop } = await createTestDatabase();
  drops.push(drop);
  const stateDir = join(lab.dir, name);
  mkdirSync(stateDir);
  return { url, stateDir };
}

beforeEach(async () => {
  lab = await LinkLab.make();
  const stateDir = join(lab.dir, 'old');
  lab.storeIn(join(stateDir, 'job-output'));
  lab.keys = loadKeys(join(stateDir, 'server.key'));
  await lab.serve();
  from = { url: lab.db.url, stateDir };
  to = await emptyServer('new');
  file = join(lab.dir, 'backup.tar');
});
afterEach(async () => {
  await lab.close();
  for (const drop of drops.splice(0)) await drop();
});

/** All rows of all tables, but for what a server that runs writes by itself. */
async function content(url: string): Promise<Record<string, string[]>> {
  const snapshot = await Snapshot.open(url);
  try {
    const tables: Record<string, string[]> = {};
    for (const table of await snapshot.tables()) {
      tables[table] = [];
      for await (const rows of snapshot.rows(table)) tables[table].push(...rows);
    }
    return tables;
  } finally {
    await snapshot.close();
  }
}

describe('a backup', () => {
  it('restores jobs, results, logs, users and keys, and a worker that had joined keeps working', async () => {
    const password = 'correct horse';
    await addUser(lab.db, COMMAND_LINE, { username: 'bob', password, email: 'b@example.org', admin: true });
    await addGroup(lab.db, COMMAND_LINE, { name: 'kernel', members: ['bob'] });
    const { token } = await addToken(lab.db, await accountNamed(lab.db, 'bob'), 'robot');
    const { stateDir } = await lab.enrol();
    const daemon = await lab.worker(stateDir);
    const script = { lines: 1_000, resultEvery: 100 };
    const first = await lab.job(script);
    await lab.until(first, 'finished');
    const again = await lab.job(script);
    await lab.until(again, 'finished');
    const reader = new LogReader(lab.db, lab.store);
    await compactLog({ db: lab.db, store: lab.store, reader }, first);
    const logs = [await lab.stored(first), await lab.stored(again)];
    expect(logs[0]).toHaveLength(1_011);

    await attach(lab.db, COMMAND_LINE, { job: first, name: 'a.bin', data: randomBytes(200_000), most: 1 });

    await lab.stopServing();
    await daemon.close();
    const before = await content(from.url);
    const ending = await backup(from, file);
    expect(ending.rows).toMatchObject({ jobs: 2, results: 22, users: 2, workers: 1, attachment_parts: 4 });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    await restore(to, file);
    expect(await content(to.url)).toEqual(before);
    expect(serverKeys(to)).toEqual(lab.keys);
    expect(statSync(join(to.stateDir, 'server.key')).mode & 0o777).toBe(0o600);

    await lab.moveTo(to.url, serverKeys(to), join(to.stateDir, 'job-output'));
    expect([await lab.stored(first), await lab.stored(again)]).toEqual(logs);
    expect(await actorOfToken(lab.db, token)).toMatchObject({ username: 'bob', groupNames: ['kernel'] });
    const door = {
      db: lab.db,
      loginLimit: new LoginLimit(),
      directory: undefined,
      secondFactorRequired: 'none' as const,
    };
    await logIn(door, { username: 'bob', password }, '::1', 1);
    await lab.serve();
    await lab.worker(stateDir);
    const next = await lab.job(script);
    expect(next).toBeGreaterThan(again);
    expect(await lab.until(next, 'finished')).toMatchObject({ health: 'complete', next_seq: 1_011 });
  });

  it('says where it cannot be made', async () => {
    await expect(backup(from, join(lab.dir, 'none/backup.tar'))).rejects.toMatchObject({
      code: 'config-invalid',
      message: expect.stringMatching(/ cannot write into .*none: ENOENT/),
    });
  });

  it('is of one moment, though jobs run on and logs are rewritten meanwhile', async () => {
    const { stateDir } = await lab.enrol();
    await lab.worker(stateDir);
    const running = await lab.job({ lines: 500, waitForGo: true });
    await lab.until(running, 'running');
    await lab.eventually(async () => ((await lab.lab.jobRow(running)).next_seq >= 100 ? true : undefined));
    const snapshot = Snapshot.open;
    const reader = new LogReader(lab.db, lab.store);
    // Right after the moment of the backup the job ends and its log is rewritten.
    Snapshot.open = async (url) => {
      const opened = await snapshot.call(Snapshot, url);
      await opened.migrations(); // a snapshot is taken by its first query
      Snapshot.open = snapshot;
      lab.go(stateDir, running);
      await lab.until(running, 'finished');
      await compactLog({ db: lab.db, store: lab.store, reader }, running);
      return opened;
    };
    try {
      await backup(from, file);
    } finally {
      Snapshot.open = snapshot;
    }
    const lines = await lab.stored(running);
    await restore(to, file);
    const db = new Database({ url: to.url, name: 'test' });
    await lab.store.close();
    lab.storeIn(join(to.stateDir, 'job-output'));
    const restored = await new LogReader(db, lab.store).readRecords(running, 0, 10_000);
    const row = await db.run((q) =>
      q.selectFrom('jobs').selectAll().where('id', '=', running).executeTakeFirst(),
    );
    await db.close();
    expect(row).toMatchObject({ state: 'running' });
    expect(restored).toEqual(lines);
  });

  it('goes into an empty server that does not run, and into no other', async () => {
    await backup(from, file);
    await expect(backup(from, file)).rejects.toThrow('already exists');
    await expect(restore(from, file)).rejects.toThrow('a server uses this database');
    await lab.stopServing();
    const db = new Database({ url: to.url, name: 'test' });
    await db.run((q) => q.insertInto('workers').values({ name: 'other' }).execute());
    await db.close();
    await expect(restore(to, file)).rejects.toThrow('this server is in use');
    const third = await emptyServer('third');
    mkdirSync(join(third.stateDir, 'job-output/2026'), { recursive: true });
    await expect(restore(third, file)).rejects.toThrow('there are logs');
    expect(existsSync(join(third.stateDir, 'job-output/2026'))).toBe(true);
  });

  it('that is cut off or damaged leaves the server empty, and the whole one can still be restored', async () => {
    const { stateDir } = await lab.enrol();
    await lab.worker(stateDir);
    const job = await lab.job({ lines: 1_000 });
    await lab.until(job, 'finished');
    await backup(from, file);
    const cut = join(lab.dir, 'cut.tar');
    copyFileSync(file, cut);
    truncateSync(cut, Math.floor(statSync(file).size * 0.7));
    await expect(restore(to, cut)).rejects.toThrow('not a complete backup');
    writeFileSync(cut, 'no backup at all');
    await expect(restore(to, cut)).rejects.toThrow();
    expect(existsSync(join(to.stateDir, 'job-output'))).toBe(false);
    await restore(to, file);
    expect((await content(to.url)).jobs).toHaveLength(1);
  });

  it('of a newer or another software is refused', async () => {
    const loader = await Loader.open(to.url);
    const snapshot = await Snapshot.open(to.url);
    const known = await snapshot.migrations();
    await snapshot.close();
    const future = { version: known.length + 1, name: 'future', checksum: 'x' };
    await expect(loader.begin([...known, future])).rejects.toThrow('this server knows');
    await expect(loader.begin(known.map((each) => ({ ...each, checksum: 'x' })))).rejects.toThrow(
      'is not the one',
    );
    await loader.close();
  });
});

describe('a backup of an older server', () => {
  it('is brought up to date', async () => {
    const snapshot = await Snapshot.open(to.url);
    const known = await snapshot.migrations();
    await snapshot.close();
    const loader = await Loader.open(to.url);
    await loader.begin(known.slice(0, 2));
    await loader.insert('users', [
      JSON.stringify({
        id: 7,
        username: 'old',
        email: '',
        admin: true,
        active: true,
        created: '2026-01-01T00:00:00Z',
      }),
    ]);
    await loader.finish();
    await loader.close();
    const after = await Snapshot.open(to.url);
    expect(await after.migrations()).toEqual(known);
    await after.close();
    const db = new Database({ url: to.url, name: 'test' });
    await db.run((q) => q.insertInto('users').values({ username: 'next' }).execute());
    expect(
      (await db.run((q) => q.selectFrom('users').select('id').orderBy('id').execute())).map(({ id }) => id),
    ).toEqual([7, 8]);
    await db.close();
  });
});
