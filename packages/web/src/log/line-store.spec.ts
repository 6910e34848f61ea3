// SPDX-License-Identifier: Apache-2.0
import { encodeRecord, type JobRecord, LEVELS } from '@lava/protocol/record/record.ts';
import { describe, expect, it } from 'vitest';
import { UNKNOWN_LEVEL } from './block.ts';
import { BLOCK_SIZE } from './block-size.ts';
import { LineStore } from './line-store.ts';

function dt(seq: number): string {
  return new Date(Date.UTC(2026, 10, 22) + seq).toISOString().replace('Z', '000+00:00');
}

function line(seq: number, extra: Partial<JobRecord> = {}): string {
  return encodeRecord({ dt: dt(seq), lvl: 'target', msg: `line ${seq} }}`, ...extra });
}

function lines(from: number, count: number): string[] {
  return Array.from({ length: count }, (_, i) => line(from + i));
}

function bytes(text: string[]): Uint8Array {
  return new TextEncoder().encode(text.map((one) => `${one}\n`).join(''));
}

describe('LineStore', () => {
  it('holds lines that arrive in pieces, and gives each back', () => {
    const store = new LineStore();
    store.addLines(0, lines(0, 3));
    store.addLines(3, [line(3, { lvl: 'results', msg: { definition: 'lava', case: 'ü', result: 'pass' } })]);
    expect(store.count).toBe(4);
    expect(store.record(2)?.msg).toBe('line 2 }}');
    expect(store.record(3)?.msg).toEqual({ definition: 'lava', case: 'ü', result: 'pass' });
    expect(store.record(4)).toBeUndefined();
  });

  it('knows each level without decoding', () => {
    const store = new LineStore();
    store.addLines(
      0,
      LEVELS.map((lvl, seq) => line(seq, { lvl })),
    );
    expect(LEVELS.map((_, seq) => store.levelAt(seq))).toEqual(LEVELS.map((_, index) => index));
    expect(store.levelAt(LEVELS.length)).toBe(UNKNOWN_LEVEL);
  });

  it('skips what it has when lines are sent again, and refuses a gap', () => {
    const store = new LineStore();
    store.addLines(0, lines(0, 5));
    store.addLines(2, lines(2, 6));
    expect([store.count, store.held]).toEqual([8, 8]);
    expect(store.record(7)?.msg).toBe('line 7 }}');
    expect(() => store.addLines(10, lines(10, 1))).toThrow(RangeError);
  });

  it('takes blocks in any order', () => {
    const store = new LineStore();
    store.expect(3 * BLOCK_SIZE + 5);
    store.addBytes(2 * BLOCK_SIZE, bytes(lines(2 * BLOCK_SIZE, BLOCK_SIZE)));
    store.addLines(3 * BLOCK_SIZE, lines(3 * BLOCK_SIZE, 5));
    expect([store.isWhole(0), store.isWhole(2), store.isWhole(3)]).toEqual([false, true, true]);
    expect(store.record(0)).toBeUndefined();
    expect(store.record(2 * BLOCK_SIZE + 9)?.msg).toBe(`line ${2 * BLOCK_SIZE + 9} }}`);
    expect(store.held).toBe(BLOCK_SIZE + 5);
  });

  it('spreads lines over block borders', () => {
    const store = new LineStore();
    store.addLines(0, lines(0, BLOCK_SIZE + 3));
    expect(store.record(BLOCK_SIZE - 1)?.msg).toBe(`line ${BLOCK_SIZE - 1} }}`);
    expect(store.record(BLOCK_SIZE + 2)?.msg).toBe(`line ${BLOCK_SIZE + 2} }}`);
  });

  it('builds steps and results in order though they came in another', () => {
    const store = new LineStore();
    const step = { level: '1.1', name: 'http-download' };
    store.expect(2 * BLOCK_SIZE);
    store.addLines(BLOCK_SIZE, [
      line(BLOCK_SIZE, { lvl: 'debug', step: { event: 'end', ...step, duration: 1.5, ok: true } }),
    ]);
    expect(store.view().steps.size).toBe(0);
    store.addLines(0, [line(0, { lvl: 'info', step: { event: 'start', ...step, timeout: 60 } })]);
    expect(store.view().steps.get('1.1')).toMatchObject({ record: 0, duration: 1.5, ok: true, attempts: 1 });
    store.addLines(1, [line(1, { lvl: 'info', status: { health: 'complete' } })]);
    expect(store.view().status?.health).toBe('complete');
  });

  it('shows damaged lines instead of failing', () => {
    const store = new LineStore();
    store.addLines(0, ['{"dt": nonsense', line(1)]);
    expect(store.record(0)?.lvl).toBe('exception');
    expect(store.record(1)?.msg).toBe('line 1 }}');
  });

  it('tells its listeners once for many changes', async () => {
    const store = new LineStore();
    let calls = 0;
    const heard = new Promise<void>((resolve) => {
      store.subscribe(() => {
        calls++;
        resolve();
      });
    });
    store.addLines(0, lines(0, 2));
    store.addLines(2, lines(2, 2));
    await heard;
    expect(calls).toBe(1);
  });
});
