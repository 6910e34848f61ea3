// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { guarded } from './guard.ts';
import { requiredLiterals } from './literals.ts';
import { literalPattern, pattern } from './pattern.ts';
import { pythonRegex } from './python-regex.ts';

describe('patterns in the syntax of Python', () => {
  it.each([
    ['(?P<name>\\w+) is (?P=name)', 'a cat is cat', 'cat is cat'],
    ['(?i)kernel PANIC', 'a Kernel panic', 'Kernel panic'],
    ['\\Aabc', 'abcabc', 'abc'],
    ['c\\Z', 'cbc', 'c'],
    ['[]x]+', 'a]x]b', ']x]'],
    ['[^]x]+', ']ab]', 'ab'],
    ['a{,2}b', 'aaab', 'aab'],
    ['a(?#comment)b', 'ab', 'ab'],
    ['root@.*#', 'root@host:~\r\n#', 'root@host:~\r\n#'],
    ['^two$', 'one\ntwo\nthree', 'two'],
    ['\\[ +\\d+\\.\\d+\\] x', '[   1.5] x', '[   1.5] x'],
    ['root@debian:~#', 'root@debian:~# ', 'root@debian:~#'],
    ['/ # $', '/ # ', '/ # '],
  ])('%s', (source, text, match) => {
    expect(pythonRegex(source).exec(text)?.[0]).toBe(match);
  });

  it('that are wrong say so', () => {
    expect(() => pattern('a(b')).toThrow(expect.objectContaining({ code: 'test-pattern' }));
  });
});

describe('literals that every match contains', () => {
  it.each([
    ['Linux version [0-9]', ['Linux version ']],
    ['login:|Password:', ['login:', 'Password:']],
    ['(abc)?def', ['def']],
    ['ab+cd', ['ab']],
    ['ab?cd', ['cd']],
    ['x*', undefined],
    ['foo|.*', undefined],
    ['<LAVA_SIGNAL_(\\S+) ([^>]+)>', ['<LAVA_SIGNAL_']],
    ['a\\.b\\/c', ['a.b/c']],
    ['[ab]cd[]x]', undefined],
  ])('of %s', (source, literals) => {
    const found = requiredLiterals(pythonRegex(source).source);
    if (source === '[ab]cd[]x]') expect(found ?? []).toEqual(['cd']);
    else expect(found).toEqual(literals);
  });

  it('of a plain text are the text, whatever is in it', () => {
    expect(literalPattern('a.b*[').regex.test('xa.b*[')).toBe(true);
    expect(literalPattern('a.b*[').literals).toEqual(['a.b*[']);
  });
});

describe('the guard', () => {
  it('ends a search that takes for ever', () => {
    const started = performance.now();
    expect(() => guarded('(a+)+$', () => /(a+)+$/.exec(`${'a'.repeat(40)}b`), 100)).toThrow(
      expect.objectContaining({ code: 'test-pattern', kind: 'test' }),
    );
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it('gives back what the search finds', () => {
    expect(guarded('x', () => 42)).toBe(42);
  });
});
