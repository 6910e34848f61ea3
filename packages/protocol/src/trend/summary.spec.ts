// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import type { TrendPoint } from '../api/trend.ts';
import { summaryOf } from './summary.ts';

const point = (job: number, more: Partial<TrendPoint>): TrendPoint => ({
  ...{ job, time: '2026-11-30T00:00:00Z', device: 'a', result: 'pass', measurement: null, units: null },
  ...more,
});
const newestFirst = (points: TrendPoint[]) => points.reverse();

it('counts how often a case passes, and how often it turns, also per device', () => {
  const results = ['pass', 'fail', 'pass', 'skip', 'pass'] as const;
  const on = (device: string, from: number) =>
    results.map((result, n) => point(from + n, { device, result: device === 'b' ? 'pass' : result }));
  expect(summaryOf(newestFirst([...on('a', 1), ...on('b', 6)]))).toMatchObject({
    jobs: 10,
    passRate: 8 / 9,
    flakeRate: 2 / 8,
    devices: [
      { device: 'a', jobs: 5, passRate: 3 / 4, flakeRate: 2 / 3 },
      { device: 'b', jobs: 5, passRate: 1, flakeRate: 0 },
    ],
    measured: null,
    changes: [],
  });
});

it('finds the level before and behind a change, of medians when asked to', () => {
  const points = Array.from({ length: 120 }, (_, n) =>
    point(n + 1, { measurement: (n < 60 ? 10 : 20) + (n % 3), units: 's' }),
  );
  const { measured, changes } = summaryOf(newestFirst([...points]));
  expect(measured).toMatchObject({ p5: 10, p95: 22, units: 's' });
  expect(changes).toMatchObject([{ job: 61, before: 11, after: 21 }]);
  expect(summaryOf(newestFirst([...points]), 3).changes).toMatchObject([{ job: 61, before: 11, after: 21 }]);
});

it('leaves out what was measured in other units, and says nothing of nothing', () => {
  const points = [point(2, { measurement: 1, units: 's' }), point(1, { measurement: 1_000, units: 'ms' })];
  expect(summaryOf(points).measured).toMatchObject({ median: 1, units: 's' });
  expect(summaryOf([])).toEqual({
    ...{ jobs: 0, passRate: null, flakeRate: null, devices: [], measured: null, changes: [] },
  });
});
