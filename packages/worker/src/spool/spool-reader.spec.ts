// SPDX-License-Identifier: Apache-2.0
import { appendFileSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MAX_RECORD } from '@lava/protocol/wire/messages.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SpoolReader } from './spool-reader.ts';

let dir: string;
let path: string;
let reader: SpoolReader;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'lava-spool-'));
  path = join(dir, 'records.ndjson');
  reader = new SpoolReader(path);
});
afterEach(() => {
  reader.close();
  rmSync(dir, { recursive: true });
});

const text = (batch: ReturnType<SpoolReader['next']>) =>
  batch && { from: batch.from, count: batch.count, data: String(batch.data) };

describe('the spool', () => {
  it('is empty before the dispatcher makes it', () => {
    expect(reader.next(100)).toBeUndefined();
    expect(reader.count()).toBe(0);
    expect(reader.available()).toBe(0);
  });

  it('gives whole lines only, and the rest once it is written', () => {
    writeFileSync(path, 'a\nb\nhal');
    expect(text(reader.next(100))).toEqual({ from: 0, count: 2, data: 'a\nb\n' });
    expect(reader.next(100)).toBeUndefined();
    appendFileSync(path, 'f\n');
    expect(text(reader.next(100))).toEqual({ from: 2, count: 1, data: 'half\n' });
    expect(reader.count()).toBe(3);
    expect(reader.seq).toBe(3);
  });

  it('gives no more than asked for, but at least one line', () => {
    writeFileSync(path, 'aa\nbb\nlonger than the limit\ncc\n');
    expect(text(reader.next(7))).toEqual({ from: 0, count: 2, data: 'aa\nbb\n' });
    expect(text(reader.next(7))).toEqual({ from: 2, count: 1, data: 'longer than the limit\n' });
    expect(text(reader.next(7))).toEqual({ from: 3, count: 1, data: 'cc\n' });
  });

  it('goes to any line, or to the end when there are fewer', () => {
    writeFileSync(path, Array.from({ length: 1000 }, (_, i) => `${i}\n`).join(''));
    reader.seek(700);
    expect(text(reader.next(4))).toEqual({ from: 700, count: 1, data: '700\n' });
    reader.seek(3);
    expect(text(reader.next(4))).toEqual({ from: 3, count: 2, data: '3\n4\n' });
    reader.seek(5000);
    expect(reader.seq).toBe(1000);
  });

  it('finds its way back in a large spool', () => {
    const line = `${'x'.repeat(999)}\n`;
    writeFileSync(path, line.repeat(30_000));
    while (reader.next(1024 * 1024));
    expect(reader.seq).toBe(30_000);
    reader.seek(20_001);
    expect(reader.next(1000)).toMatchObject({ from: 20_001, count: 1 });
  });

  it('puts a record that says so in the place of one that is too large', () => {
    const dt = '2026-11-22T09:34:00.123456+00:00';
    writeFileSync(path, `{"dt":"${dt}","lvl":"target","msg":"${'x'.repeat(MAX_RECORD)}"}\nnext\n`);
    const batch = reader.next(1024 * 1024);
    expect(batch?.count).toBe(1);
    const record = JSON.parse(String(batch?.data));
    expect(record).toMatchObject({ dt, lvl: 'results', msg: { case: 'log-upload', result: 'fail' } });
    expect(text(reader.next(100))).toEqual({ from: 1, count: 1, data: 'next\n' });
    reader.seek(1);
    expect(text(reader.next(100))).toEqual({ from: 1, count: 1, data: 'next\n' });
    expect(reader.count()).toBe(2);
  });

  it('ends where a line has no end, which costs nothing the second time', () => {
    writeFileSync(path, 'a\n');
    truncateSync(path, 2 ** 40);
    expect(reader.count()).toBe(1);
    expect(text(reader.next(100))).toEqual({ from: 0, count: 1, data: 'a\n' });
    const before = process.cpuUsage();
    for (let i = 0; i < 100; i++) expect(reader.next(100)).toBeUndefined();
    expect(process.cpuUsage(before).user).toBeLessThan(1_000_000);
    // What a death left unfinished is cut off, and the end of the log follows.
    truncateSync(path, 2);
    appendFileSync(path, 'b\n');
    expect(text(reader.next(100))).toEqual({ from: 1, count: 1, data: 'b\n' });
  });
});
