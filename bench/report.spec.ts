// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { type Figure, scaled, withinLimit } from './report.ts';

describe('a limit', () => {
  it.each<[Figure, number, boolean]>([
    [{ name: 'a time', value: 1.5, unit: 's', limit: { most: 1 } }, 2, true],
    [{ name: 'a time', value: 1.5, unit: 's', limit: { most: 2 } }, 0.5, false],
    [{ name: 'a rate', value: 60, unit: 'records/s', limit: { least: 100 } }, 2, true],
    [{ name: 'a ratio', value: 1.2, unit: '×', limit: { most: 1.1 } }, 2, false],
    [{ name: 'a size', value: 120, unit: 'MB', limit: { most: 100 } }, 2, false],
    [{ name: 'no limit', value: 120, unit: 's' }, 1, true],
  ])('of %j on a machine that takes %d times as long', (figure, slower, ok) => {
    expect(withinLimit(scaled(figure, slower))).toBe(ok);
  });
});
