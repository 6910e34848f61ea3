// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { OUT_OF_TIME, within } from './guard.ts';
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
    ['(?P<id>\\S+)=(?P<result>pass)', ['pass']],
    ['(?:(ab)c(def)+)?(gh)', ['gh']],
    ['(abc|de)f', undefined],
    ['(?!abc)x', undefined],
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
    expect(literalPattern('a.b*[').find('xa.b*[', 0)?.index).toBe(1);
    expect(literalPattern('a.b*[').literals).toEqual(['a.b*[']);
  });
});

describe('the guard', () => {
  it('interrupts a search that never finishes', () => {
    expect(within(100, () => /(a+)+$/.exec(`${'a'.repeat(40)}b`))).toBe(OUT_OF_TIME);
  });

  it('gives back what the search finds', () => {
    expect(within(1000, () => 42)).toBe(42);
  });

  it.each([
    ['root@debian:~#', false],
    ['/ # $', false],
    ['login:|Password:', false],
    ['a\\+b\\*', false],
    ['=> ?', false],
    ['(a+)+', true],
    ['(a?){24}X', true],
    ['(a{1,20}){1,12}X', true],
    ['a?a?a?a?a?a?a?a?aaaaaaaa', true],
    ['(a|a)(a|a)(a|a)(a|a)(a|a)b', true],
    ['(a)\\1', true],
    ['(?=a)b', true],
    ['root@(.*):~#', true],
  ])('is put round %s: %s', (source, guarded) => {
    expect(pattern(source).untrusted !== undefined).toBe(guarded);
  });

  it('refuses what would take long to compile', () => {
    expect(() => pattern('(?=(a+))'.repeat(3000))).toThrow(/at most 4096 characters/);
  });
});
