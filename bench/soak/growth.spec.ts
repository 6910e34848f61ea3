// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { growth } from './growth.ts';

describe('growth over the second half', () => {
  it.each<[string, number[], number]>([
    ['of what stays', [7, 7, 7, 7, 7, 7, 7, 7], 0],
    ['of what filled up at first', [1, 5, 8, 9, 10, 10, 10, 10, 10, 10], 0],
    ['of one more at each step', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 4],
    ['of one more at each step, with an odd sample', [1, 2, 3, 4, 5, 6, 7, 80, 9, 10], 4],
    ['of one that is there now and then', [3, 3, 4, 3, 3, 4, 3, 3, 4, 3], 0],
    ['of what shrinks', [9, 8, 7, 6, 5, 4, 3, 2], -3],
  ])('%s', (_, values, expected) => {
    expect(growth(values)).toBeCloseTo(expected);
  });
});
