// SPDX-License-Identifier: Apache-2.0
import { slowness } from '@lava/kit/testing/slowness.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { describe, expect, it } from 'vitest';
import { PyFloat } from './float.ts';
import { loadYaml, loadYamlExact } from './load.ts';
import { YamlTimestamp } from './timestamp.ts';

function failure(text: string, options = {}): LavaError {
  try {
    loadYaml(text, options);
  } catch (error) {
    if (error instanceof LavaError) return error;
    throw error;
  }
  throw new Error(`read without complaint: ${text.slice(0, 80)}`);
}

describe('loadYaml', () => {
  it('reads the scalars of YAML 1.1 as PyYAML does', () => {
    const text = '[yes, y, Off, 0777, 0o7, 1:30, 1_000, 0x1F, 1e5, 1.5e+3, ~, null, .inf, 012.5, 1.10]';
    expect(loadYaml(text)).toEqual([
      true,
      'y',
      false,
      511,
      '0o7',
      90,
      1000,
      31,
      '1e5',
      1500,
      null,
      null,
      Number.POSITIVE_INFINITY,
      12.5,
      1.1,
    ]);
  });

  it('keeps large integers exact', () => {
    expect(loadYaml('[9007199254740991, 9007199254740993, -123456789012345678901234567890]')).toEqual([
      9007199254740991,
      9007199254740993n,
      -123456789012345678901234567890n,
    ]);
  });

  it('reads an empty document as null', () => {
    expect(loadYaml('')).toBeNull();
    expect(loadYaml('# nothing\n')).toBeNull();
  });

  it('prints dates as Python does', () => {
    const value = loadYaml('{a: 2026-01-31, b: 2026-01-31 10:00:00.5 -01:30}') as Record<string, unknown>;
    expect(value.a).toBeInstanceOf(YamlTimestamp);
    expect(String(value.a)).toBe('2026-01-31');
    expect(String(value.b)).toBe('2026-01-31 10:00:00.500000-01:30');
    expect(JSON.stringify(value)).toBe('{"a":"2026-01-31","b":"2026-01-31T10:00:00.500000-01:30"}');
  });

  it('takes the last of equal keys, in the place of the first', () => {
    expect(Object.entries(loadYaml('a: 1\nb: 2\na: 3') as object)).toEqual([
      ['a', 3],
      ['b', 2],
    ]);
  });

  it('merges with the merged keys first', () => {
    const text = 'base: &b {x: 1, y: 2}\nd:\n  z: 4\n  y: 3\n  <<: *b';
    expect(JSON.stringify((loadYaml(text) as Record<string, unknown>).d)).toBe('{"x":1,"y":3,"z":4}');
  });

  it('makes a __proto__ key a harmless own key', () => {
    const value = loadYaml('__proto__: {polluted: true}\nconstructor: 1') as Record<string, unknown>;
    expect(Object.keys(value)).toEqual(['__proto__', 'constructor']);
    expect(value.polluted).toBeUndefined();
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });

  it('accepts quoted text and flow lists that continue at their key’s column', () => {
    expect(loadYaml('a:\n  b: "x\ny"\n  c: [1,\n2\n]\n')).toEqual({ a: { b: 'x y', c: [1, 2] } });
  });

  it('accepts a comment right behind a quote, and a lone dash in a list', () => {
    expect(loadYaml('a: "b"# note')).toEqual({ a: 'b' });
    expect(loadYaml('[a, -]')).toEqual(['a', '-']);
  });
});

describe('what libyaml reads', () => {
  it.each([
    [
      'a single ! leaves the type to be found, also of a quoted text',
      'k: ! "-1"\nl: [! yes, ! \'a\', ! "1.5"]',
      { k: -1, l: [true, 'a', 1.5] },
    ],
    ['an explicit indentation counts from the first column at the top', '|2\n   a\n  b', ' a\nb'],
    ['the same behind a tag, folded', '!!str >1-\n a\n b\n# end', 'a b'],
    ['NEL breaks a line', 'a\u0085b', 'a b'],
    ['NEL parts entries', 'a: 1\u0085b: 2', { a: 1, b: 2 }],
    ['LS and PS break a line, and stay in the text', 'a\u2028b\u2029\n c', 'a\u2028b\u2029\nc'],
    ['LS in single quotes', "'it''s\u2028b'", "it's\u2028b"],
  ])('%s', (_, text, value) => {
    expect(loadYaml(text)).toEqual(value);
  });

  it.each(['\ta: 1', '[:a]', '{:a: 1}', '[a, ::b]', '{a: [:b]}', 'a: [\n:c]'])('%j is refused', (text) => {
    expect(failure(text).code).toBe('yaml-syntax');
  });

  it('takes a colon at the beginning of a text outside of brackets', () => {
    expect(loadYaml('- :a\n- [":a"]')).toEqual([':a', [':a']]);
  });
});

describe('loadYamlExact', () => {
  it('tells floats from integers and keeps types and order of keys', () => {
    const value = loadYamlExact('{2: a, 1: b, 1.0: c, true: d, "1": e, x: 1.0}') as Map<unknown, unknown>;
    expect([...value.keys()]).toEqual([2, 1, '1', 'x']);
    expect(value.get(1)).toBe('d');
    expect(value.get('x')).toEqual(new PyFloat(1));
  });

  it('gives one object for an anchor and its aliases', () => {
    const value = loadYamlExact('a: &x {k: 1}\nb: *x') as Map<unknown, unknown>;
    expect(value.get('a')).toBe(value.get('b'));
  });
});

describe('problems of a document', () => {
  it.each([
    ['a: [1, 2', 1, 9],
    ['a: 1\n b: 2', 2, 3],
    ['a: b: c', 1, 5],
    ['a:\n\tb: 1', 2, 1],
    ['a: *nothing', 1, 4],
    ['a: 1\nb: !secret x', 2, 4],
    ['a: 1\n? [1]\n: b', 2, 3],
    ['a: 2026-02-30', 1, 4],
    ['a: !!int x', 1, 4],
    ['a: &a [*a]', 1, 8],
    ['a: &x 1\nb: &x 2', 2, 4],
    ['a: 1\n---\nb: 1', 1, 5],
    ['a: \u0007', 1, 4],
  ])('%j is refused with its place', (text, line, column) => {
    const error = failure(text);
    expect(error.code).toBe('yaml-syntax');
    expect(error.where).toMatchObject({ line, column });
    expect(error.message).toContain(`line ${line}`);
  });

  it('shows the line and says what to look at', () => {
    const error = failure('job_name: x\ntimeouts:\n  job: {minutes: 5\npriority: medium\n');
    expect(error.message).toContain('priority: medium');
    expect(error.hint).toContain('close the bracket');
  });
});

describe('hostile documents', () => {
  const bombs: [string, () => string, string][] = [
    ['billion laughs', laughs, 'too-large'],
    ['billion merges', merges, 'too-large'],
    ['100 MB of text', () => 'a'.repeat(100 << 20), 'too-large'],
    ['100,000 open brackets', () => '['.repeat(100_000), 'too-large'],
    ['a chain of aliases', chain, 'too-large'],
    ['millions of values', () => `[${'a,'.repeat(4_000_000)}]`, 'too-large'],
    ['a number of 8 million digits', () => '9'.repeat(8 << 20), 'yaml-syntax'],
    [
      'deep blocks',
      () => Array.from({ length: 2000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'),
      'too-large',
    ],
  ];

  it.each(bombs)('%s end in an error within 2 s of CPU time', (_, make, code) => {
    const text = make();
    const before = process.threadCpuUsage();
    expect(failure(text).code).toBe(code);
    const { user, system } = process.threadCpuUsage(before);
    expect((user + system) / 1_000).toBeLessThan(2_000 * slowness());
  });

  it('obeys limits that the caller sets', () => {
    expect(failure('[a, b, c]', { limits: { nodes: 3 } }).code).toBe('too-large');
    expect(failure('[[a]]', { limits: { depth: 2 } }).code).toBe('too-large');
    expect(failure('abcd', { limits: { characters: 3 } }).code).toBe('too-large');
  });
});

function laughs(): string {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
  for (let i = 1; i < 30; i++)
    lines.push(
      `a${i}: &a${i} [${Array(10)
        .fill(`*a${i - 1}`)
        .join(', ')}]`,
    );
  return lines.join('\n');
}

function merges(): string {
  const lines = ['a0: &a0 {x: 1, y: 2}'];
  for (let i = 1; i < 40; i++) lines.push(`a${i}: &a${i} {<<: [*a${i - 1}, *a${i - 1}]}`);
  return lines.join('\n');
}

function chain(): string {
  const lines = ['a0: &a0 [x]'];
  for (let i = 1; i < 9000; i++) lines.push(`a${i}: &a${i} [*a${i - 1}]`);
  return lines.join('\n');
}
