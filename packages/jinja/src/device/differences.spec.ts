// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { differences } from './differences.ts';

describe('differences of two device configurations', () => {
  it('are the values that only one of them has, by place', () => {
    const before = { a: { b: 1, c: 'x' }, gone: true };
    expect(differences(before, { a: { b: 2, c: 'x' }, fresh: null })).toEqual([
      { path: 'a.b', before: ['1'], after: ['2'] },
      { path: 'fresh', before: [], after: ['null'] },
      { path: 'gone', before: ['true'], after: [] },
    ]);
    expect(differences(before, before)).toEqual([]);
  });

  it('of lists are their items, however they moved', () => {
    const list = (...commands: string[]) => ({ commands });
    expect(differences(list('dhcp', 'boot'), list('usb start', 'dhcp', 'boot'))).toEqual([
      { path: 'commands[]', before: [], after: ['"usb start"'] },
    ]);
    expect(differences(list('a', 'a'), list('a'))).toEqual([
      { path: 'commands[]', before: ['"a"'], after: [] },
    ]);
  });

  it('take a name such as __proto__ as any other', () => {
    expect(differences({}, JSON.parse('{"__proto__": {"a": 1}}'))).toEqual([
      { path: '__proto__.a', before: [], after: ['1'] },
    ]);
  });
});
