// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { duration, safeText } from './terminal.ts';

describe('safeText', () => {
  const hostile = 'a\tb\x1b[2J\x1b]0;title\x07\x1bPq\x1b\\\x1b(B\x1b[31mred\x9b\r\x00z';

  it('keeps text and tabs only where there are no colours', () => {
    expect(safeText(hostile, false)).toBe('a\tbredz');
  });

  it('keeps colours and ends them, where there are', () => {
    expect(safeText(hostile, true)).toBe('a\tb\x1b[31mredz\x1b[0m');
  });
});

describe('duration', () => {
  it.each([
    [0.256, '0.26 s'],
    [12.34, '12.3 s'],
    [125, '2 min 05 s'],
    [3725, '1 h 02 min'],
  ])('%d s is %s', (seconds, text) => {
    expect(duration(seconds)).toBe(text);
  });
});
