// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, describe, expect, it } from 'vitest';
import { Database } from '../db/database.ts';
import { silent } from '../testing/database.ts';
import { databaseAccount } from './account.ts';
import { findBinaries } from './binaries.ts';
import { EmbeddedPostgres } from './embedded.ts';

const cleanup: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const step of cleanup.splice(0).reverse()) await step();
});

function stateDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'lava-embedded-'));
  chmodSync(directory, 0o711);
  cleanup.push(() => rmSync(directory, { recursive: true, force: true, maxRetries: 10 }));
  return directory;
}

async function open(state: string): Promise<{ embedded: EmbeddedPostgres; db: Database }> {
  const embedded = await EmbeddedPostgres.start(state, silent, { fsync: 'off' });
  const db = new Database({ url: embedded.url });
  cleanup.push(async () => {
    await db.close();
    await embedded.stop();
  });
  return { embedded, db };
}

describe('EmbeddedPostgres', () => {
  it('starts PostgreSQL again when it is killed, and statements continue', async () => {
    const { embedded, db } = await open(stateDirectory());
    await db.run((q) => sql`create table t (a int)`.execute(q));
    await db.run((q) => sql`insert into t values (7)`.execute(q));
    const first = embedded.pid ?? 0;
    process.kill(first, 'SIGKILL');
    // A backend outlives the postmaster for a moment, and may still answer.
    async function answeredBy() {
      expect((await db.run((q) => sql`select a from t`.execute(q))).rows).toEqual([{ a: 7 }]);
      return embedded.pid === undefined || embedded.pid === first ? 'the old one' : 'a new one';
    }
    await expect.poll(answeredBy, { timeout: 100_000 }).toBe('a new one');
  });

  it('finds a cluster that runs already, looks after it, and does not stop it while others use it', async () => {
    const state = stateDirectory();
    const first = await open(state);
    const second = await open(state);
    expect(second.embedded.pid).toBe(first.embedded.pid);
    await second.db.run((q) => sql`select 1`.execute(q));
    await first.db.close();
    first.embedded.release(); // as if this process had been killed
    await first.embedded.stop();
    process.kill(first.embedded.pid ?? 0, 'SIGKILL');
    expect((await second.db.run((q) => sql`select 1 as a`.execute(q))).rows).toEqual([{ a: 1 }]);
    await second.db.close();
    await second.embedded.stop();
    expect(second.embedded.pid).toBeUndefined();
  });

  it('starts once when several processes start it at the same time', async () => {
    const state = stateDirectory();
    const all = await Promise.all([open(state), open(state), open(state)]);
    expect(new Set(all.map(({ embedded }) => embedded.pid)).size).toBe(1);
    // Without connections none counts as a user of it, so the first to stop would be undone by the others.
    for (const { embedded } of all) embedded.release();
  });
});

describe('findBinaries', () => {
  const account = databaseAccount();

  it('takes those of the host, those of the package where the host has none of that version', () => {
    expect(findBinaries(account, stateDirectory()).major).toBeGreaterThanOrEqual(13);
    expect(() => findBinaries(account, stateDirectory(), 9)).toThrow('PostgreSQL 9');
    expect(findBinaries(account, stateDirectory(), 18).postgres).toMatch(/\/bin\/postgres$/);
  });

  // Only a root's database has a user of its own, who cannot reach everything.
  it.runIf(process.getuid?.() === 0)('copies those of the package to where the account can run them', () => {
    const hidden = stateDirectory();
    const native = join(hidden, 'native');
    const original = findBinaries(account, stateDirectory(), 18).postgres.replace('/bin/postgres', '');
    cpSync(original, native, { recursive: true, verbatimSymlinks: true });
    writeFileSync(join(hidden, 'package.json'), '{"version":"18.0.0"}');
    chmodSync(hidden, 0o700);
    const base = stateDirectory();
    const { initdb } = findBinaries(account, base, 18, native);
    expect(initdb).toBe(join(base, 'software-18.0.0/bin/initdb'));
    rmSync(hidden, { recursive: true });
    const { uid, gid } = account;
    expect(spawnSync(initdb, ['--version'], { uid, gid, encoding: 'utf8' })).toMatchObject({ status: 0 });
  });
});
