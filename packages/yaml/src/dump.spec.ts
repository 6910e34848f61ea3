// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { PyDict } from './dict.ts';
import { dumpYaml, dumpYamlAscii, dumpYamlFlow } from './dump.ts';
import { PyFloat } from './float.ts';
import { loadYaml, loadYamlExact } from './load.ts';

describe('dumpYaml', () => {
  it('writes block style in the order of the keys', () => {
    const value = { b: 1, a: { list: [1, { x: 'y', z: [] }, [2, 3]], empty: {} }, n: null };
    expect(dumpYaml(value)).toBe(
      'b: 1\na:\n  list:\n  - 1\n  - x: y\n    z: []\n  - - 2\n    - 3\n  empty: {}\nn: null\n',
    );
  });

  it.each([
    'yes',
    'n',
    '1',
    '1.5',
    '1:30',
    '',
    '~',
    'null',
    '<<',
    '=',
    '2026-01-31',
    '- a',
    'a: b',
    'a #b',
    '#',
    ' a',
    'a ',
    '@x',
    '*x',
    '&x',
    '!x',
    '{a',
    '[a',
    "it's",
    '"',
    'a\tb',
    '---',
    '...',
    '-',
    ':',
    '?',
    'é',
    '😀',
    '\u2028',
    '\r',
    '\x1b[0m',
    'a\nb',
    'a\nb\n',
    'a\n\n\n',
    '\na',
    ' a\nb',
    '\n',
    'a\r\nb',
    'x'.repeat(3000),
    'k:',
    '\ufeff',
  ])('gives the string %j back', (text) => {
    expect(loadYaml(dumpYaml(text))).toBe(text);
    expect(loadYaml(dumpYaml({ [text]: [text, { k: text }] }))).toEqual({ [text]: [text, { k: text }] });
    expect(loadYaml(`a: [${dumpYamlFlow(text)}, b]`)).toEqual({ a: [text, 'b'] });
  });

  it('writes text of several lines as a block', () => {
    expect(dumpYaml({ run: 'a\n  b\n', last: 'x\ny' })).toBe('run: |\n  a\n    b\nlast: |-\n  x\n  y\n');
  });

  it('keeps the types of numbers', () => {
    const value = new PyDict([
      [1, new PyFloat(1)],
      ['small', new PyFloat(1e-7)],
      ['inf', Number.NEGATIVE_INFINITY],
      ['big', 123456789012345678901234567890n],
      [new PyFloat(0.5), -0.25],
    ]);
    const text = dumpYaml(value);
    expect(text).toContain('1: 1.0\nsmall: 1.0e-07\ninf: -.inf\n');
    expect(dumpYaml(loadYamlExact(text))).toBe(text);
  });

  it('leaves out what is undefined, as JSON does', () => {
    expect(dumpYaml({ a: undefined, b: [undefined] })).toBe('b:\n- null\n');
  });

  it('refuses cycles and functions', () => {
    const cycle: Record<string, unknown> = {};
    cycle.self = cycle;
    expect(() => dumpYaml(cycle)).toThrow('cycle');
    expect(() => dumpYamlFlow(cycle)).toThrow('cycle');
    expect(() => dumpYaml({ f: () => 1 })).toThrow('function');
  });
});

it('escapes what is beyond ASCII, where that is asked for', () => {
  const value = { 'clé é': ['café', 'plain', { a: '日\n本' }] };
  const text = dumpYamlAscii(value);
  expect(text).toBe('"cl\\xE9 \\xE9":\n- "caf\\xE9"\n- plain\n- a: "\\u65E5\\n\\u672C"\n');
  expect(loadYaml(text)).toEqual(value);
});
