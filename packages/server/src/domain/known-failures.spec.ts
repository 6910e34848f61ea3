// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { fits, knownBy, type Pattern } from './known-failures.ts';

describe('a pattern', () => {
  it.each([
    ['abc', 'abc', true],
    ['abc', 'abcd', false],
    ['*', '', true],
    ['a*c', 'ac', true],
    ['a*c', 'abbc', true],
    ['a*b*c', 'axcxbxc', true],
    ['a*b*c', 'axcxc', false],
    ['ab*bc', 'abc', false],
    ['**a**', 'xay', true],
    ['a.c', 'abc', false],
    ['(a+)+', '(a+)+', true],
  ])('%s on %s: %s', (pattern, text, expected) => {
    expect(fits(pattern, text)).toBe(expected);
  });

  it('never takes long', () => {
    const began = performance.now();
    expect(fits(`${'a*'.repeat(150)}b`, 'a'.repeat(100_000))).toBe(false);
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});

describe('a case is known', () => {
  const entry = (id: number, suite: string, name: string): Pattern => ({
    ...{ id, suite, name, reason: 'x', url: null },
  });
  const find = knownBy([
    entry(1, '*', 'usb-*'),
    entry(2, 'ltp', 'usb-hub'),
    entry(3, '1_boot', 'login'),
    entry(4, '*', 'fast/dd'),
  ]);

  it.each([
    ['0_ltp', null, 'usb-hub', 2],
    ['0_smoke', null, 'usb-hub', 1],
    ['1_boot', null, 'login', 3],
    ['2_boot', null, 'login', undefined],
    ['x', 'fast', 'dd', 4],
    ['x', 'slow', 'dd', undefined],
  ])('%s %s %s: %s', (suite, set, name, expected) => {
    expect(find({ suite, set, name })?.id).toBe(expected);
  });
});
