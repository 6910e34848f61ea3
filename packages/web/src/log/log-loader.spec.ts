// SPDX-License-Identifier: Apache-2.0
import type { JobStreamEvent } from '@lava/protocol/api/job-stream.ts';
import { encodeRecord } from '@lava/protocol/record/record.ts';
import { describe, expect, it, vi } from 'vitest';
import { BLOCK_SIZE } from './block-size.ts';
import { LineStore } from './line-store.ts';
import { LogLoader, type LogSource } from './log-loader.ts';

const dt = '2026-11-22T09:34:00.123456+00:00';
const line = (seq: number) => encodeRecord({ dt, lvl: 'target', msg: `line ${seq}` });
const lines = (from: number, count: number) => Array.from({ length: count }, (_, i) => line(from + i));

/** A server with `total` records whose requests are answered when the test says so. */
function fakeServer(total: number) {
  const asked: number[] = [];
  const gates: (() => void)[] = [];
  const source: LogSource = {
    async fetchRecords(from, limit) {
      asked.push(from);
      await new Promise<void>((resolve) => gates.push(resolve));
      return new TextEncoder().encode(lines(from, Math.min(limit, total - from)).join('\n'));
    },
    async *stream(from): AsyncGenerator<JobStreamEvent> {
      yield { type: 'records', from, lines: lines(from, total - from) };
      yield { type: 'records', from: total, lines: lines(total, 2) };
    },
  };
  return { asked, source, answer: () => gates.shift()?.() };
}

describe('LogLoader', () => {
  it('fetches what the reader looks at before the rest', async () => {
    const server = fakeServer(20 * BLOCK_SIZE);
    const store = new LineStore();
    const loader = new LogLoader(store, server.source, vi.fn(), vi.fn());
    loader.start(20 * BLOCK_SIZE, true);
    loader.want(12 * BLOCK_SIZE + 5, 12 * BLOCK_SIZE + 60);
    server.answer();
    await vi.waitFor(() => expect(server.asked.length).toBe(4));
    expect(server.asked.map((from) => from / BLOCK_SIZE)).toEqual([0, 1, 2, 12]);
    loader.dispose();
  });

  it('streams the unfinished block of a running job, fetches those before, and knows the end', async () => {
    const server = fakeServer(BLOCK_SIZE + 3);
    const store = new LineStore();
    const status = vi.fn();
    const loader = new LogLoader(store, server.source, status, vi.fn());
    loader.start(BLOCK_SIZE + 3, false);
    server.answer();
    await vi.waitFor(() => expect(store.held).toBe(BLOCK_SIZE + 5));
    expect(server.asked).toEqual([0]);
    expect(store.record(BLOCK_SIZE + 4)?.msg).toBe(`line ${BLOCK_SIZE + 4}`);
    expect(status).toHaveBeenLastCalledWith({ live: false, problem: undefined, partial: false });
    loader.dispose();
  });

  it('fetches of a log that is too large only what is looked at, and says so', async () => {
    const server = fakeServer(50 * BLOCK_SIZE);
    const store = new LineStore();
    const status = vi.fn();
    const loader = new LogLoader(store, server.source, status, vi.fn(), 1);
    loader.start(50 * BLOCK_SIZE, true);
    for (let block = 0; block < 3; block++) server.answer();
    await vi.waitFor(() =>
      expect(status).toHaveBeenLastCalledWith(expect.objectContaining({ partial: true })),
    );
    expect(server.asked.length).toBe(3);
    loader.want(40 * BLOCK_SIZE, 40 * BLOCK_SIZE + 50);
    expect(server.asked.at(-1)).toBe(40 * BLOCK_SIZE);
    loader.dispose();
  });

  it('says what is wrong and asks again', async () => {
    vi.useFakeTimers();
    let failures = 1;
    const source: LogSource = {
      async fetchRecords() {
        if (failures-- > 0) throw new Error('no answer');
        return new TextEncoder().encode(line(0));
      },
      async *stream() {},
    };
    const store = new LineStore();
    const status = vi.fn();
    const loader = new LogLoader(store, source, status, vi.fn());
    loader.start(1, true);
    await vi.advanceTimersByTimeAsync(100);
    expect(status).toHaveBeenLastCalledWith({ live: false, problem: 'no answer', partial: false });
    await vi.advanceTimersByTimeAsync(2000);
    expect(status).toHaveBeenLastCalledWith({ live: false, problem: undefined, partial: false });
    expect(store.held).toBe(1);
    loader.dispose();
    vi.useRealTimers();
  });

  it('begins with the record that the address points at', async () => {
    const server = fakeServer(10 * BLOCK_SIZE);
    const loader = new LogLoader(new LineStore(), server.source, vi.fn(), vi.fn());
    loader.start(10 * BLOCK_SIZE, true, 5.5 * BLOCK_SIZE);
    expect(server.asked[0]).toBe(5 * BLOCK_SIZE);
    loader.dispose();
  });

  it('opens a stream again that broke for a reason of its own', async () => {
    vi.useFakeTimers();
    let opened = 0;
    const source: LogSource = {
      fetchRecords: async () => new Uint8Array(),
      async *stream(from): AsyncGenerator<JobStreamEvent> {
        if (opened++ === 0) throw new Error('this version does not understand it');
        yield { type: 'records', from, lines: lines(0, 2) };
      },
    };
    const store = new LineStore();
    const loader = new LogLoader(store, source, vi.fn(), vi.fn());
    loader.start(0, false);
    await vi.advanceTimersByTimeAsync(3_000);
    expect([opened, store.held]).toEqual([2, 2]);
    loader.dispose();
    vi.useRealTimers();
  });
});
