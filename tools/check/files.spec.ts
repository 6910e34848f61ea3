// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { checkSizes } from './files.ts';

const source = (file: string, lines: number) => ({ file, text: 'x\n'.repeat(lines) });

it('lets a file have 300 lines, and an exception what it had', () => {
  const large = { 'old.ts': 310 };
  expect(checkSizes([source('new.ts', 300), source('old.ts', 310)], large)).toEqual([]);
  expect(checkSizes([source('new.ts', 301), source('old.ts', 311)], large)).toEqual([
    expect.stringContaining('new.ts has 301 lines; at most 300'),
    expect.stringContaining('old.ts has grown from 310 to 311 lines'),
  ]);
});

it('does not count data', () => {
  expect(checkSizes([source('packages/a/src/generated/b.ts', 900)], {})).toEqual([]);
});
