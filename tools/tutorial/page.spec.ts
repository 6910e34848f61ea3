// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { fillIn, isAsExpected, readSteps } from './page.ts';

const fenced = (info: string, ...lines: string[]) => ['```'.concat(info), ...lines, '```'].join('\n');

describe('the commands of a page', () => {
  it('are its sh blocks with their machine and what they print; other blocks are for reading', () => {
    const page = [
      '# Page',
      fenced('sh master', 'one', 'two'),
      'It says:',
      fenced('output', '1', '2'),
      fenced('yaml', 'a: b'),
      fenced('sh worker', 'three'),
    ].join('\n');
    expect(readSteps(page)).toEqual([
      { line: 2, host: 'master', commands: 'one\ntwo', output: '1\n2' },
      { line: 14, host: 'worker', commands: 'three' },
    ]);
  });

  it('must say where they run, and an output whose it is', () => {
    expect(() => readSteps(fenced('sh', 'ls'))).toThrow('line 1: on which machine?');
    expect(() => readSteps(fenced('output', 'x'))).toThrow('line 1: an output of no commands');
    const twice = [fenced('sh a', 'ls'), fenced('output', 'x'), fenced('output', 'y')].join('\n');
    expect(() => readSteps(twice)).toThrow('line 7: an output of no commands');
    expect(() => readSteps('text\n```sh a\nls\n')).toThrow('line 2: this block has no end');
  });
});

describe('an ellipsis in a command', () => {
  it('is the latest printed line of that form', () => {
    const printed = ['join key=1 to=a\n', 'once:\n  join key=2 to=a\n', 'join key=3 to=b\n'];
    expect(fillIn("ls\njoin key=… to=a\n[ '.*' ]", printed)).toBe("ls\njoin key=2 to=a\n[ '.*' ]");
    expect(() => fillIn('join key=… to=c', printed)).toThrow(
      'nothing printed so far is like: join key=… to=c',
    );
  });
});

describe('what is printed', () => {
  const cases: [string, string, boolean][] = [
    ['job 1', 'job 1\n', true],
    ['job 1', 'job 12\n', false],
    ['job …: (ok)', 'job 12: (ok)  \n\n', true],
    ['job …: (ok)', 'job 12:\nx: (ok)', false],
    ['a\n…\nz', 'a\nz', true],
    ['a\n…\nz', 'a\nb\n\nc\nz', true],
    ['a\n…\nz', 'b\na\nz', false],
    ['…\nz', 'a\nz', true],
    ['…\nz', 'z', true],
    ['a\n…', 'a', true],
    ['a\n…', 'a\nb\nc', true],
    ['a.c', 'abc', false],
    ['', '\n', true],
    ['', 'x', false],
    ['health        active', 'health     active', true],
    ['health        active', 'health active', false],
    ['  indented', '    indented', false],
  ];
  it.each(cases)('%j expects %j: %s', (output, printed, expected) => {
    expect(isAsExpected(output, printed)).toBe(expected);
  });
});
