// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { failureLines } from './failures.ts';

it('names file, test and the message without its stack', () => {
  expect(
    failureLines([
      { file: 'a.spec.ts', name: 'adds > carries', message: 'expected 1 to be 2\n  at a.ts' },
      { file: 'b.spec.ts', message: 'no database' },
    ]),
  ).toEqual(['Failed: 2', '  a.spec.ts: adds > carries: expected 1 to be 2', '  b.spec.ts: no database']);
});

it('shows the end of a message, where a note precedes what was expected and found', () => {
  const note = Array.from({ length: 50 }, (_, n) => `${n} s: kill of api`).join('\n');
  const [, line] = failureLines([
    { file: 'a.spec.ts', message: `${note}: expected [ 'stuck' ] to deeply equal []` },
  ]);
  expect(line).toMatch(
    /^ {2}a\.spec\.ts: 0 s: kill of api … ….{60,}: expected \[ 'stuck' \] to deeply equal \[\]$/,
  );
});

it('is bounded in lines and in their length', () => {
  const lines = failureLines(
    Array.from({ length: 1000 }, (_, n) => ({
      file: `${n}.spec.ts`,
      message: `${'x'.repeat(10_000)}\n`.repeat(3),
    })),
  );
  expect(lines).toHaveLength(27);
  expect(lines.at(-1)).toBe('  … and 975 more');
  expect(Math.max(...lines.map((line) => line.length))).toBe(325);
});

it('says nothing of a run without failures', () => {
  expect(failureLines([])).toEqual([]);
});
