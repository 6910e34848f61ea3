// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { isHashable, PyDict } from './dict.ts';
import { floatText, PyFloat } from './float.ts';
import { tupleOf } from './tuple.ts';

describe('PyDict', () => {
  it('holds one entry for keys that Python takes for equal, spelled as the first', () => {
    const dict = new PyDict([
      [true, 'a'],
      [1, 'b'],
      [new PyFloat(1), 'c'],
    ]);
    expect([...dict]).toEqual([[true, 'c']]);
    expect(dict.get(1n)).toBeUndefined();
    dict.delete(1);
    expect(dict.size).toBe(0);
  });

  it('compares tuples by value and never confuses them with text', () => {
    const dict = new PyDict([[tupleOf([1, 'a']), 'tuple']]);
    expect(dict.get(tupleOf([1, 'a']))).toBe('tuple');
    expect(dict.get(tupleOf(['1', 'a']))).toBeUndefined();
    for (const key of dict.keys()) expect(key).toEqual(tupleOf([1, 'a']));
    const text = '\0tuple:number1:1string1:a';
    dict.set(text, 'text');
    expect(dict.size).toBe(2);
    expect([...dict.keys()][1]).toBe(text);
  });

  it('knows what may be a key', () => {
    expect(isHashable(tupleOf([1, tupleOf(['a'])]))).toBe(true);
    expect(isHashable(tupleOf([[1]]))).toBe(false);
    expect(isHashable(new PyDict())).toBe(false);
  });
});

describe('floatText', () => {
  it.each([
    [1, '1.0'],
    [-0, '-0.0'],
    [0.1, '0.1'],
    [1e15, '1000000000000000.0'],
    [1e16, '1e+16'],
    [1.5e-5, '1.5e-05'],
    [0.0001, '0.0001'],
    [0.00001234, '1.234e-05'],
    [123456.789, '123456.789'],
    [1e300, '1e+300'],
    [Number.NaN, 'nan'],
  ])('%d prints as %s', (value, text) => {
    expect(floatText(value)).toBe(text);
  });
});
