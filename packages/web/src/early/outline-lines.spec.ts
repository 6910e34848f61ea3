// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { outlineLines } from './outline-lines.ts';

const block = new TextEncoder().encode(
  Array.from({ length: 100 }, (_, n) => {
    const dt = `2026-11-22T09:34:${String(n % 60).padStart(2, '0')}.123456+00:00`;
    return JSON.stringify({ dt, lvl: n === 0 ? 'info' : 'target', msg: `\u001b[31mline\u001b[0m ${n + 1}` });
  })
    .map((line) => `${line}\n`)
    .join(''),
);

const job = { state: 'finished', error: null, records: 100 } as const;

function lines(change: Partial<Parameters<typeof outlineLines>[0]> = {}) {
  return outlineLines({ job, block, hash: '', settings: null, room: 30, ...change });
}

function numbers(change: Partial<Parameters<typeof outlineLines>[0]>) {
  const found = lines(change);
  return found && [found[0]?.line, found.at(-1)?.line];
}

describe('outlineLines', () => {
  it('has what the page shows of a line, without its colours', () => {
    expect(lines()?.slice(0, 2)).toEqual([
      { line: 1, time: '09:34:00.123', level: 'info', text: 'line 1' },
      { line: 2, time: '09:34:01.123', level: '', text: 'line 2' },
    ]);
  });

  it('begins where the page does', () => {
    expect(numbers({})).toEqual([1, 30]);
    expect(numbers({ hash: '#L3' })).toEqual([1, 30]);
    expect(numbers({ hash: '#L50-L60' })).toEqual([43, 72]);
    expect(numbers({ hash: '#L99' })).toEqual([71, 100]);
  });

  it('has all lines of a log that is shorter than the window', () => {
    expect(numbers({ room: 500 })).toEqual([1, 100]);
    expect(numbers({ room: 500, hash: '#L99' })).toEqual([1, 100]);
  });

  it('counts lines in the block that the address points into', () => {
    const long = { ...job, records: 50_000 };
    expect(numbers({ job: long, hash: '#L20050' })).toEqual([20_043, 20_072]);
    expect(numbers({ job: long, hash: '#L20003' })).toEqual([20_001, 20_030]);
  });

  it('leaves a log that opens elsewhere to the page', () => {
    const error = { kind: 'job', code: 'boot-timeout', message: 'too late' } as const;
    expect(lines({ job: { ...job, state: 'running' } })).toBeUndefined();
    expect(lines({ job: { ...job, error } })).toBeUndefined();
    expect(numbers({ job: { ...job, error }, hash: '#L50' })).toEqual([43, 72]);
  });

  it('leaves the log to the page where the reader has another form of it', () => {
    const kept = { wrap: false, timeMode: 'clock', mask: 1023 };
    expect(lines({ settings: JSON.stringify(kept) })).toHaveLength(30);
    for (const change of [{ wrap: true }, { timeMode: 'local' }, { mask: 1 }]) {
      expect(lines({ settings: JSON.stringify({ ...kept, ...change }) })).toBeUndefined();
    }
  });
});
