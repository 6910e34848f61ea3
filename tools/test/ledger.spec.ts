// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { budgetsAfter, ledgerLines, type Time } from './ledger.ts';

const time = (file: string, seconds: number, lane = 'pure'): Time => ({ file, lane, seconds });

it('shows the 15 slowest files, the slowest first', () => {
  const times = Array.from({ length: 20 }, (_, n) => time(`${n}.spec.ts`, n / 10));
  const lines = ledgerLines(times, {});
  const slowest = lines.slice(lines.indexOf('The 15 slowest spec files:') + 1);
  expect(slowest).toHaveLength(15);
  expect(slowest[0]).toMatch(/1\.9 s +pure +19\.spec\.ts/);
});

it('warns of files beyond 1.5 times their budget, which is 10 s without an entry', () => {
  const times = [time('slow.spec.ts', 46, 'web'), time('fine.spec.ts', 44), time('new.spec.ts', 16)];
  const lines = ledgerLines(times, { 'slow.spec.ts': 30, 'fine.spec.ts': 30 });
  const warned = lines.slice(lines.findIndex((line) => line.startsWith('WARNING')) + 1);
  expect(warned).toEqual([
    expect.stringMatching(/46\.0 s +web +slow\.spec\.ts \(budget 30 s\)/),
    expect.stringMatching(/16\.0 s +pure +new\.spec\.ts \(budget 10 s\)/),
  ]);
});

it('adds up the time of each lane', () => {
  const lines = ledgerLines([time('a', 1), time('b', 2), time('c', 4, 'db')], {});
  expect(lines.slice(1, 3)).toEqual([
    expect.stringMatching(/3\.0 s +pure +2 files/),
    expect.stringMatching(/4\.0 s +db +1 files/),
  ]);
});

it('makes budgets of what a run took, and keeps those of files that it did not run', () => {
  const before = { 'kept.spec.ts': 30, 'gone.spec.ts': 99, 'faster.spec.ts': 40, 'slower.spec.ts': 12 };
  const times = [
    time('faster.spec.ts', 8),
    time('slower.spec.ts', 61.2),
    time('new.spec.ts', 20),
    time('quick.spec.ts', 2),
  ];
  const after = budgetsAfter(before, times, (file) => file !== 'gone.spec.ts');
  expect(Object.entries(after)).toEqual([
    ['kept.spec.ts', 30],
    ['new.spec.ts', 20],
    ['slower.spec.ts', 62],
  ]);
});
