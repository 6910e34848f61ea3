// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { formatDuration, formatRelative } from './format.ts';

describe('formatDuration', () => {
  it('is as exact as needed', () => {
    const texts = [0, 0.424, 9.99, 12.34, 65, 3599.6, 7620, 273_600].map(formatDuration);
    expect(texts).toEqual([
      '0.00 s',
      '0.42 s',
      '9.99 s',
      '12.3 s',
      '1 min 05 s',
      '1 h 00 min',
      '2 h 07 min',
      '3 d 4 h',
    ]);
  });
});

describe('formatRelative', () => {
  it('says how long ago, or in how long', () => {
    const now = 1_000_000_000;
    expect(formatRelative(now - 3_000, now)).toBe('just now');
    expect(formatRelative(now - 200_000, now)).toBe('3 min ago');
    expect(formatRelative(now + 7_300_000, now)).toBe('in 2 h');
    expect(formatRelative(now - 40 * 86_400_000, now)).toBe('40 d ago');
  });
});
