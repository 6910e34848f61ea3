// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { diffLines } from './diff.ts';

function marks(before: string, after: string): string[] {
  const sign = { same: ' ', added: '+', removed: '-' };
  return diffLines(before, after).map(({ kind, text }) => sign[kind] + text);
}

describe('diffLines', () => {
  it('shows what was added, removed and changed in its place', () => {
    expect(marks('a\nb\nc\nd', 'a\nx\nc\nd\ne')).toEqual([' a', '-b', '+x', ' c', ' d', '+e']);
    expect(marks('a\nb', 'b')).toEqual(['-a', ' b']);
  });

  it('knows texts without a difference and texts without lines', () => {
    expect(marks('a\nb', 'a\nb')).toEqual([' a', ' b']);
    expect(marks('', 'a')).toEqual(['+a']);
    expect(marks('a', '')).toEqual(['-a']);
    expect(marks('', '')).toEqual([]);
  });

  it('stays quick with texts that have nothing in common', () => {
    const many = (word: string) => Array.from({ length: 5000 }, (_, i) => `${word}${i}`).join('\n');
    expect(diffLines(many('a'), many('b'))).toHaveLength(10_000);
  });
});
