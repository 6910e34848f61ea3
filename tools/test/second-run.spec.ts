// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { filesToRunAgain, forgetOutcome, keepOutcome, type Outcome, readOutcome } from './second-run.ts';

const failed = (lane: string, ...files: string[]): Outcome => ({
  failed: files.map((file) => ({ file, lane, line: `${file}: expected 1 to be 2` })),
  others: 0,
});

it('runs few files again, each once', () => {
  expect(filesToRunAgain(failed('guests', 'a.spec.ts', 'b.spec.ts', 'a.spec.ts'))).toEqual([
    'a.spec.ts',
    'b.spec.ts',
  ]);
  expect(filesToRunAgain(failed('guests', 'a', 'b', 'c', 'd'))).toEqual([]);
});

it('excuses nothing that load does not explain', () => {
  expect(filesToRunAgain(failed('pure', 'a.spec.ts'))).toEqual([]);
  expect(filesToRunAgain({ ...failed('guests', 'a.spec.ts'), others: 1 })).toEqual([]);
  expect(filesToRunAgain(undefined)).toEqual([]);
});

it('knows nothing of a run that died', () => {
  const root = mkdtempSync(join(tmpdir(), 'lava-outcome-'));
  try {
    expect(readOutcome(root)).toBeUndefined();
    keepOutcome(root, failed('web', 'a.spec.ts'));
    expect(readOutcome(root)).toEqual(failed('web', 'a.spec.ts'));
    forgetOutcome(root);
    expect(readOutcome(root)).toBeUndefined();
  } finally {
    rmSync(root, { recursive: true });
  }
});
