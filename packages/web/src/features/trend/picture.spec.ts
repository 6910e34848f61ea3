// SPDX-License-Identifier: Apache-2.0
import type { TrendPoint } from '@lava/protocol/api/trend.ts';
import { summaryOf } from '@lava/protocol/trend/summary.ts';
import { describe, expect, it } from 'vitest';
import { pictureOf, RESULT_ROWS, rangeOf } from './picture.ts';

function point(job: number, measurement: number | null, more: Partial<TrendPoint> = {}): TrendPoint {
  const time = new Date(job * 1_000).toISOString();
  return { job, time, device: 'qemu-1', result: 'pass', measurement, units: 's', ...more };
}

const drawn = (points: TrendPoint[]) => pictureOf(points, summaryOf(points));

describe('the picture of a trend', () => {
  it('has the measurements in the order of their time, without those in other units', () => {
    const { points, levels, changes, band } = drawn([
      point(3, 12),
      point(1, 10),
      point(2, 11),
      point(4, null),
      point(5, 9_000, { units: 'ms' }),
    ]);
    expect(points.map(({ job, value }) => [job, value])).toEqual([
      [1, 10],
      [2, 11],
      [3, 12],
    ]);
    expect(levels).toEqual([{ from: 1, to: 3, value: 11 }]);
    expect(changes).toEqual([]);
    expect(band?.low).toBeCloseTo(10.1);
  });

  it('has a level on each side of a change', () => {
    const values = Array.from({ length: 40 }, (_, n) => point(40 - n, n < 20 ? 20 + (n % 3) : 10 + (n % 3)));
    expect(drawn(values)).toMatchObject({
      changes: [21],
      levels: [
        { from: 1, to: 21, value: 11 },
        { from: 21, to: 40, value: 21 },
      ],
    });
  });

  it('has a row for each result when nothing was measured', () => {
    const picture = drawn([point(2, null, { result: 'fail' }), point(1, null)]);
    expect(picture.points.map(({ value }) => RESULT_ROWS[value])).toEqual(['pass', 'fail']);
    expect(picture).toMatchObject({ measured: false, levels: [], band: undefined });
  });

  it('has room for its goal, and for values that are all the same', () => {
    const picture = drawn([point(2, 5), point(1, 5)]);
    expect(rangeOf(picture, undefined)).toEqual([4.5, 5.5]);
    const [low, high] = rangeOf(picture, 100);
    expect(low).toBeLessThan(5);
    expect(high).toBeGreaterThan(100);
  });
});
