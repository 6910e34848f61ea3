// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { extendRange, formatLineRange, parseLineRange } from './line-range.ts';

describe('line range', () => {
  it('reads what it writes', () => {
    for (const text of ['L1', 'L12-L340']) {
      expect(formatLineRange(parseLineRange(text) ?? { first: 0, last: 0 })).toBe(text);
    }
  });

  it('takes the spellings people use', () => {
    expect(parseLineRange('#L7-9')).toEqual({ first: 7, last: 9 });
    expect(parseLineRange('L9-L7')).toEqual({ first: 7, last: 9 });
  });

  it('ignores anything else', () => {
    for (const text of ['', '#', 'L', 'L0', 'L-3', 'L1x', 'results', 'L99999999999']) {
      expect(parseLineRange(text)).toBeUndefined();
    }
  });

  it('extends from the first line with Shift', () => {
    expect(extendRange({ first: 5, last: 5 }, 9, true)).toEqual({ first: 5, last: 9 });
    expect(extendRange({ first: 5, last: 9 }, 2, true)).toEqual({ first: 2, last: 5 });
    expect(extendRange({ first: 5, last: 9 }, 2, false)).toEqual({ first: 2, last: 2 });
    expect(extendRange(undefined, 2, true)).toEqual({ first: 2, last: 2 });
  });
});
