// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { changePoints } from './change-points.ts';

/** Numbers from 0 to 1 that are the same each time. */
function noise(count: number, seed = 1): number[] {
  let state = seed;
  return Array.from({ length: count }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  });
}

describe('changes of a level', () => {
  it('are where they were made, also several', () => {
    const values = noise(300).map((one, n) => one + (n < 100 ? 10 : n < 200 ? 14 : 11));
    const found = changePoints(values);
    expect(found).toHaveLength(2);
    expect(Math.abs((found[0] ?? 0) - 100)).toBeLessThanOrEqual(1);
    expect(Math.abs((found[1] ?? 0) - 200)).toBeLessThanOrEqual(1);
  });

  it('are rarely seen in noise', () => {
    const series = Array.from({ length: 200 }, (_, n) => changePoints(noise(60, n + 1)));
    expect(series.filter((found) => found.length > 0).length).toBeLessThanOrEqual(2);
  });

  it('are not made by outliers, equal values or few values', () => {
    expect(changePoints(noise(60).map((one, n) => (n % 20 === 7 ? 1_000 : one)))).toEqual([]);
    expect(changePoints(new Array(1_000).fill(5))).toEqual([]);
    expect(changePoints([1, 1, 1, 9, 9, 9])).toEqual([]);
    expect(changePoints([])).toEqual([]);
  });

  it('are found in as many values as there may be', () => {
    const steps = noise(10_000).map((one, n) => one + Math.floor(n / 1_000));
    const found = changePoints(steps);
    for (let step = 1_000; step < 10_000; step += 1_000)
      expect(found.some((at) => Math.abs(at - step) < 5)).toBe(true);
  });
});
