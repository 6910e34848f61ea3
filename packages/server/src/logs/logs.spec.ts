// SPDX-License-Identifier: Apache-2.0
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import { createLogger } from '@lava/kit/log/logger.ts';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
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
let reader: LogReader;
let ingest: Ingest;
let job: number;
let owner: LogOwner;

beforeAll(async () => {
  db = await testDatabase();
  store = new LogStore({ root });
  reader = new LogReader(db, store);
  ingest = new Ingest({ db, store, log, onComplete: () => undefined });
  const lab = testLab(db);
  await lab.user();
  await lab.deviceType();
  await lab.worker();
});
beforeEach(async () => {
  job = await testLab(db).job({ worker: 'lab-1' });
  const { submit_time } = await testLab(db).jobRow(job);
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
    const path = store.path(owner, 0);
    const day = owner.submitted.toISOString().slice(0, 10).replaceAll('-', '/');
    expect(path).toBe(join(root, day, String(job), 'records.ndjson.zst'));
    expect(execFileSync('zstd', ['-dc', path], { encoding: 'utf8' })).toBe(
      Array.from({ length: 20 }, (_, i) => `{"n":${i}}\n`).join(''),
    );
  });

  it('overwrites what was written but never committed', async () => {
    await put(0, 10);
    const path = store.path(owner, 0);
    writeFileSync(path, Buffer.concat([readFileSync(path), Buffer.alloc(100_000, 'x')]));
    await put(10, 20);
    expect(numbers(await reader.readRecords(job, 0, 100))).toHaveLength(20);
    const [size] = await db.run((q) =>
      q
        .selectFrom('log_chunks')
        .select(sql<number>`sum(length)`.as('bytes'))
        .where('job_id', '=', job)
        .execute(),
    );
    expect(statSync(path).size).toBe(Number(size?.bytes));
  });
});

describe('compaction', () => {
  it('leaves one file of large frames with the same lines', async () => {
    for (let from = 0; from < 300; from += 3) await put(from, from + 3);
    const old = store.path(owner, 0);
    const reading = reader.stored(job, 0, 1_000);
    const first = await reading.next();
    await compactLog({ db, store, reader }, job);
    expect(existsSync(old)).toBe(false);
    const chunks = await db.run((q) =>
      q.selectFrom('log_chunks').selectAll().where('job_id', '=', job).execute(),
    );
    expect(chunks).toMatchObject([{ from_seq: 0, count: 300, file: 1, file_offset: 0 }]);
    expect(
      execFileSync('sha256sum', { input: zstdDecompressSync(readFileSync(store.path(owner, 1))) }),
    ).toEqual(
      execFileSync('sha256sum', { input: Array.from({ length: 300 }, (_, i) => `{"n":${i}}\n`).join('') }),
    );
    // A reader that began before goes on where it was.
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
    expect(existsSync(store.path(owner, 0)) || existsSync(store.path(owner, 1))).toBe(false);
    expect(numbers(await new LogReader(db, store).readRecords(job, 0, 99))).toHaveLength(15);
  });

  it('makes frames of a mebibyte', async () => {
    for (let from = 0; from < 4_000; from += 400)
      await put(from, from + 400, (n) => `{"n":${n},"x":"${'y'.repeat(990)}"}`);
    await compactLog({ db, store, reader }, job);
    const chunks = await db.run((q) =>
      q.selectFrom('log_chunks').selectAll().where('job_id', '=', job).orderBy('from_seq').execute(),
    );
    expect(chunks.length).toBeGreaterThan(3);
    for (const { raw_length } of chunks) expect(raw_length).toBeLessThanOrEqual(1024 * 1024);
    expect(numbers(await reader.readRecords(job, 2_345, 2))).toEqual([2_345, 2_346]);
  });
});
