// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { findUnstorable, isStorable, storable, storableValue } from './storable.ts';

const deep = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels));

describe('what the database can hold', () => {
  it.each([
    ['', true],
    ['ä \u{1f600} \u0001 \ufffe', true],
    ['a\0b', false],
    ['\ud800', false],
    ['x\udc00y', false],
    ['\udc00\ud800', false],
  ])('%j: %s', (text, ok) => {
    expect(isStorable(text)).toBe(ok);
    expect(isStorable(storable(text))).toBe(true);
    if (ok) expect(storable(text)).toBe(text);
  });

  it('is all of a value when what is not has been replaced', () => {
    const fine = { a: ['b', 1, null, { c: true }] };
    expect(storableValue(fine)).toBe(fine);
    expect(storableValue({ 'k\0': ['\ud800', { x: 'y\0' }], n: 1 })).toEqual({
      'k\ufffd': ['\ufffd', { x: 'y\ufffd' }],
      n: 1,
    });
    expect(storableValue(JSON.parse('{"n":1e999}'))).toEqual({ n: null });
    expect(JSON.stringify(storableValue(deep(100_000)))).toContain('null');
    const proto = storableValue(JSON.parse('{"__proto__":{"x":"\\u0000"}}'));
    expect(Object.getPrototypeOf(proto)).toBe(Object.prototype);
    expect(JSON.stringify(proto)).toBe('{"__proto__":{"x":"\ufffd"}}');
  });

  it('is reported with its place otherwise', () => {
    expect(findUnstorable({ a: [{ b: 'x' }], c: 5, d: null })).toBeUndefined();
    expect(findUnstorable({ a: ['', { b: 'x\0' }] })).toEqual({
      path: ['a', 1, 'b'],
      message: 'contains the character NUL, which cannot be stored',
    });
    expect(findUnstorable({ 'a\ud800': 1 })).toMatchObject({
      message: 'has a key that contains half of a surrogate pair, which cannot be stored',
    });
    expect(findUnstorable(deep(100_000))?.message).toContain('nested deeper');
  });
});
