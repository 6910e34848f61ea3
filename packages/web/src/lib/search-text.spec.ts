// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { searchSort, searchText, searchWords } from './search-text.ts';

describe('what an address says', () => {
  it('is text, also when it looks like a number', () => {
    expect(searchText.parse(7)).toBe('7');
    expect(searchText.parse(undefined)).toBeUndefined();
    expect(searchText.parse('x'.repeat(201))).toBeUndefined();
  });

  it.each([
    ['running', 'running'],
    ['running,idle', 'running,idle'],
    ['running,nonsense', 'running'],
    ['nonsense', undefined],
    ['', undefined],
    [{}, undefined],
  ])('is any of some words: %j', (text, expected) => {
    expect(searchWords(['idle', 'running']).parse(text)).toBe(expected);
  });

  it('is the order of a list, either way, of a column that there is', () => {
    const sort = searchSort('name', 'state');
    expect(['name', '-state', '--name', 'other', undefined].map((text) => sort.parse(text))).toEqual([
      'name',
      '-state',
      undefined,
      undefined,
      undefined,
    ]);
  });
});
