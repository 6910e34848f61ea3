// SPDX-License-Identifier: Apache-2.0
import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import { createLogger } from '@lava/kit/log/logger.ts';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Database } from '../db/database.ts';
import { Ingest } from '../ingest/ingest.ts';
import { testDatabase } from '../testing/database.ts';
import { testLab } from '../testing/lab.ts';
import { compactLog } from './compact.ts';
import { LogReader } from './log-reader.ts';
import { type LogOwner, LogStore } from './log-store.ts';

const root = mkdtempSync(join(tmpdir(), 'lava-logs-'));
const log = createLogger('test', { level: 'silent' });
/** The tool is not everywhere; Node itself reads single frames only. */
const hasZstd = spawnSync('zstd', ['--version']).status === 0;
let db: Database;
let store: LogStore;
let run: number;
let reader: LogReader;
let ingest: Ingest;
let job: number;
let owner: LogOwner;

beforeAll(async () => {
  db = await testDatabase();
  store = new LogStore({ root, openFiles: 64 });
  reader = new LogReader(db, store);
  ingest = new Ingest({ db, store, log, onComplete: () => undefined });
  const lab = testLab(db);
  await lab.user();
  await lab.deviceType();
  await lab.worker();
});
beforeEach(async () => {
  job = await testLab(db).job({ worker: 'lab-1' });
  const { submit_time, run_id } = await testLab(db).jobRow(job);
  run = run_id ?? 0;
  owner = { id: job, submitted: submit_time };
});
afterAll(async () => {
  await ingest.close();
  await store.close();
  rmSync(root, { recursive: true });
});

/** Stores lines `from` … `to` - 1 as one batch. */
function put(from: number, to: number, line = (n: number) => `{"n":${n}}`): Promise<unknown> {
  const data = Buffer.from(Array.from({ length: to - from }, (_, i) => `${line(from + i)}\n`).join(''));
  const header = { type: 'records' as const, job, from, count: to - from, attempt: 1 };
  return new Promise((resolve) => void ingest.add(header, data, 'lab-1', resolve));
}
const numbers = (lines: string[]) => lines.map((line) => JSON.parse(line).n);

describe('the log store', () => {
  it('gives any lines back, whatever the pieces they came in', async () => {
    for (let from = 0; from < 100; from += 7) await put(from, Math.min(from + 7, 100));
    expect(numbers(await reader.readRecords(job, 0, 1_000))).toEqual(
      Array.from({ length: 100 }, (_, i) => i),
    );
    expect(numbers(await reader.readRecords(job, 13, 3))).toEqual([13, 14, 15]);
    expect(numbers(await reader.readRecords(job, 99, 3))).toEqual([99]);
    expect(await reader.readRecords(job, 100, 3)).toEqual([]);
    expect(await reader.readRecords(4711, 0, 3)).toEqual([]);
  });

  it.skipIf(!hasZstd)('is a directory a job, of files that `zstd -d` reads', async () => {
    await put(0, 10);
    await put(10, 20);
    const path = store.path(owner, store.growing);
    const day = owner.submitted.toISOString().slice(0, 10).replaceAll('-', '/');
    expect(path).toMatch(new RegExp(`^${join(root, day, String(job))}/records-[0-9a-z]+\\.ndjson\\.zst$`));
    expect(execFileSync('zstd', ['-dc', path], { encoding: 'utf8' })).toBe(
      Array.from({ length: 20 }, (_, i) => `{"n":${i}}\n`).join(''),
    );
  });

  it('overwrites what was written but never committed', async () => {
    await put(0, 10);
    const path = store.path(owner, store.growing);
    writeFileSync(path, Buffer.concat([readFileSync(path), Buffer.alloc(100_000, 'x')]));
    await put(10, 20);
    expect(numbers(await reader.readRecords(job, 0, 100))).toHaveLength(20);
    const [size] = await db.run((q) =>
      q
        .selectFrom('log_chunks')
        .select(sql<number>`sum(length)`.as('bytes'))
        .where('run_id', '=', run)
        .execute(),
    );
    expect(statSync(path).size).toBe(Number(size?.bytes));
  });
});

describe('several writers', () => {
  it('that stood still in the middle of a write overwrites nothing that another has written since', async () => {
    await put(0, 10);
    const other = new LogStore({ root });
    const second = new Ingest({ db, store: other, log, onComplete: () => undefined });
    const data = Buffer.from(Array.from({ length: 10 }, (_, n) => `{"n":${10 + n}}\n`).join(''));
    const header = { type: 'records' as const, job, from: 10, count: 10, attempt: 1 };
    await new Promise((resolve) => void second.add(header, data, 'lab-1', resolve));
    // The first one wakes up: its transaction has failed, its write has not.
    const { size } = statSync(store.path(owner, store.growing));
    await store.append(owner, size, Buffer.alloc(1_000, 'x'));
    await put(20, 30);
    expect(numbers(await new LogReader(db, store).readRecords(job, 0, 99))).toEqual(
      Array.from({ length: 30 }, (_, n) => n),
    );
    await second.close();
    await other.close();
  });

  it('of far more jobs than files are kept open lose nothing and are not slowed down to single jobs', async () => {
    const jobs = 300;
    const ids = await Promise.all(Array.from({ length: jobs }, () => testLab(db).job({ worker: 'lab-1' })));
    const transactions = vi.spyOn(db, 'transaction');
    for (let round = 0; round < 3; round++) {
      await Promise.all(
        ids.map((id) => {
          const data = Buffer.from(`{"n":${round}}\n`);
          const header = { type: 'records' as const, job: id, from: round, count: 1, attempt: 1 };
          return new Promise((resolve) => void ingest.add(header, data, 'lab-1', resolve));
        }),
      );
    }
    // The load sets the size of a group; a job for itself would be 900.
    expect(transactions.mock.calls.length).toBeLessThan(30);
    transactions.mockRestore();
    for (const id of ids.slice(0, 20)) expect(numbers(await reader.readRecords(id, 0, 9))).toEqual([0, 1, 2]);
    expect(readdirSync('/proc/self/fd').length).toBeLessThan(250);
  });

  it('of one job whose directory cannot be written hold up no other', async () => {
    const bad = await testLab(db).job({ worker: 'lab-1' });
    const row = await testLab(db).jobRow(bad);
    const directory = store.directory({ id: bad, submitted: row.submit_time });
    mkdirSync(join(directory, '..'), { recursive: true });
    writeFileSync(directory, 'a file where the directory should be');
    const header = { type: 'records' as const, job: bad, from: 0, count: 1, attempt: 1 };
    const late = new Promise(
      (resolve) => void ingest.add(header, Buffer.from('{"n":0}\n'), 'lab-1', resolve),
    );
    for (let n = 0; n < 5; n++) await put(n, n + 1);
    rmSync(directory);
    await late;
    expect(numbers(await reader.readRecords(bad, 0, 9))).toEqual([0]);
  });
});

describe('compaction', () => {
  it('leaves one file of large frames with the same lines', async () => {
    for (let from = 0; from < 300; from += 3) await put(from, from + 3);
    const old = store.path(owner, store.growing);
    const reading = reader.stored(job, 0, 1_000);
    const first = await reading.next();
    await compactLog({ db, store, reader }, job);
    expect(existsSync(old)).toBe(false);
    const chunks = await db.run((q) =>
      q.selectFrom('log_chunks').selectAll().where('run_id', '=', run).execute(),
    );
    expect(chunks).toMatchObject([{ from_seq: 0, count: 300, file_offset: 0 }]);
    const compacted = chunks[0]?.file ?? 0;
    expect(compacted).toBeGreaterThan(0);
    expect(
      execFileSync('sha256sum', { input: zstdDecompressSync(readFileSync(store.path(owner, compacted))) }),
    ).toEqual(
      execFileSync('sha256sum', { input: Array.from({ length: 300 }, (_, i) => `{"n":${i}}\n`).join('') }),
    );
    // A reader that began before continues where it was.
    let read = first.value?.count ?? 0;
    for await (const block of reading) {
      expect(block.from).toBe(read);
      read += block.count;
    }
    expect(read).toBe(300);
  });

  it('may be repeated when records came late', async () => {
    await put(0, 10);
    await compactLog({ db, store, reader }, job);
    await put(10, 15);
    expect(numbers(await reader.readRecords(job, 8, 4))).toEqual([8, 9, 10, 11]);
    await compactLog({ db, store, reader }, job);
    expect(readdirSync(store.directory(owner))).toHaveLength(1);
    expect(numbers(await new LogReader(db, store).readRecords(job, 0, 99))).toHaveLength(15);
  });

  it('loses nothing when several processes compact one log, with records that come meanwhile', async () => {
    for (let round = 0; round < 4; round++) {
      await put(round * 200, round * 200 + 100);
      const others = Array.from({ length: 4 }, () => new LogStore({ root }));
      await Promise.allSettled([
        ...others.map((other) => compactLog({ db, store: other, reader: new LogReader(db, other) }, job)),
        compactLog({ db, store, reader }, job),
        put(round * 200 + 100, round * 200 + 200),
      ]);
      const records = await new LogReader(db, store).readRecords(job, 0, 10_000);
      expect(numbers(records)).toEqual(Array.from({ length: round * 200 + 200 }, (_, n) => n));
    }
    const [{ count } = { count: 0 }] = await db.run((q) =>
      q.selectFrom('log_chunks').select(sql<number>`count(distinct file)::int`.as('count')).execute(),
    );
    expect(readdirSync(store.directory(owner)).length).toBeLessThanOrEqual(count);
  });

  it('leaves the log as it was when it breaks off, and removes later what was left', async () => {
    await put(0, 50);
    const dying = vi.spyOn(db, 'transaction').mockRejectedValueOnce(new Error('the process died here'));
    await expect(compactLog({ db, store, reader }, job)).rejects.toThrow('died here');
    dying.mockRestore();
    expect(readdirSync(store.directory(owner))).toHaveLength(2);
    const left = join(store.directory(owner), 'log-half.ndjson.zst.new');
    writeFileSync(left, 'half');
    for (const name of readdirSync(store.directory(owner))) {
      const path = join(store.directory(owner), name);
      if (path !== store.path(owner, store.growing)) utimesSync(path, 0, 0);
    }
    mkdirSync(join(store.directory(owner), 'attachments'));
    await compactLog({ db, store, reader }, job);
    expect(readdirSync(store.directory(owner)).sort()).toEqual([
      'attachments',
      expect.stringMatching(/^log-/),
    ]);
    expect(numbers(await new LogReader(db, store).readRecords(job, 0, 99))).toHaveLength(50);
  });

  it('makes frames of a mebibyte', async () => {
    for (let from = 0; from < 4_000; from += 400)
      await put(from, from + 400, (n) => `{"n":${n},"x":"${'y'.repeat(990)}"}`);
    await compactLog({ db, store, reader }, job);
    const chunks = await db.run((q) =>
      q.selectFrom('log_chunks').selectAll().where('run_id', '=', run).orderBy('from_seq').execute(),
    );
    expect(chunks.length).toBeGreaterThan(3);
    for (const { raw_length } of chunks) expect(raw_length).toBeLessThanOrEqual(1024 * 1024);
    expect(numbers(await reader.readRecords(job, 2_345, 2))).toEqual([2_345, 2_346]);
  });
});
