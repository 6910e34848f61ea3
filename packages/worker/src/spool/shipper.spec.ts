// SPDX-License-Identifier: Apache-2.0
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RecordsHeader } from '@lava/protocol/wire/messages.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Shipper } from './shipper.ts';

let dir: string;
let path: string;
let shipper: Shipper;
let sent: { header: RecordsHeader; data: string }[];
beforeEach(() => {
  vi.useFakeTimers();
  dir = mkdtempSync(join(tmpdir(), 'lava-shipper-'));
  path = join(dir, 'records.ndjson');
  sent = [];
  shipper = new Shipper({ job: 7, path, send: (header, data) => sent.push({ header, data: String(data) }) });
});
afterEach(() => {
  shipper.close();
  rmSync(dir, { recursive: true });
  vi.useRealTimers();
});

const header = (from: number, count: number, attempt: number) => ({
  type: 'records',
  job: 7,
  from,
  count,
  attempt,
});
const ack = (upTo: number, attempt: number, resend = false) => ({
  type: 'ack' as const,
  job: 7,
  upTo,
  attempt,
  resend,
});

describe('the shipper', () => {
  it('sends a single record immediately, from where the server says', () => {
    writeFileSync(path, 'a\nb\n');
    shipper.wake();
    expect(sent).toEqual([]);
    shipper.start(1);
    expect(sent).toEqual([{ header: header(1, 1, 1), data: 'b\n' }]);
    expect(shipper.acked).toBe(1);
    shipper.onAck(ack(2, 1));
    expect(shipper.acked).toBe(2);
  });

  it('gathers for a few milliseconds while something is under way', () => {
    writeFileSync(path, 'a\n');
    shipper.start(0);
    for (const line of ['b\n', 'c\n', 'd\n']) {
      appendFileSync(path, line);
      shipper.wake();
    }
    expect(sent).toHaveLength(1);
    vi.advanceTimersByTime(5);
    expect(sent.slice(1)).toEqual([{ header: header(1, 3, 1), data: 'b\nc\nd\n' }]);
  });

  it('has a bounded amount under way', () => {
    const line = `${'x'.repeat(1023)}\n`;
    writeFileSync(path, line.repeat(20 * 1024));
    shipper.start(0);
    expect(sent).toHaveLength(8);
    shipper.onAck(ack(1024, 1));
    expect(sent).toHaveLength(9);
    shipper.onAck(ack(1500, 1));
    expect(sent).toHaveLength(9);
  });

  it('goes back when the server asks, once for each attempt', () => {
    writeFileSync(path, 'a\nb\nc\n');
    shipper.start(0);
    shipper.onAck(ack(1, 1, true));
    expect(sent.slice(1)).toEqual([{ header: header(1, 2, 2), data: 'b\nc\n' }]);
    shipper.onAck(ack(1, 1, true));
    expect(sent).toHaveLength(2);
    shipper.onAck(ack(0, 2, true));
    expect(sent.slice(2)).toEqual([{ header: header(0, 3, 3), data: 'a\nb\nc\n' }]);
  });

  it('sends again what is never acknowledged, in ever longer pauses', () => {
    writeFileSync(path, 'a\n');
    shipper.start(0);
    vi.advanceTimersByTime(31_000);
    expect(sent).toHaveLength(2);
    vi.advanceTimersByTime(31_000);
    expect(sent).toHaveLength(2);
    vi.advanceTimersByTime(31_000);
    expect(sent).toHaveLength(3);
    shipper.onAck(ack(1, 3));
    vi.advanceTimersByTime(600_000);
    expect(sent).toHaveLength(3);
  });

  it('sends nothing while the link is down', () => {
    writeFileSync(path, 'a\n');
    shipper.start(0);
    shipper.stop();
    appendFileSync(path, 'b\n');
    shipper.wake();
    shipper.onAck(ack(1, 1));
    vi.advanceTimersByTime(100_000);
    expect(sent).toHaveLength(1);
    shipper.start(1);
    expect(sent.at(-1)).toEqual({ header: header(1, 1, 2), data: 'b\n' });
  });
});
