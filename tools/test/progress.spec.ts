// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { keepEnded, keepPlanned, unfinishedLines } from './progress.ts';

it('shows of a run that was ended what failed and what it did not get to', () => {
  const root = mkdtempSync(join(tmpdir(), 'lava-progress-'));
  try {
    expect(unfinishedLines(root)).toEqual([]);
    keepPlanned(root, ['old.spec.ts']);
    keepPlanned(root, ['a.spec.ts', 'b.spec.ts', 'c.spec.ts']);
    keepEnded(root, 'b.spec.ts', ['b.spec.ts: adds: expected 1 to be 2']);
    expect(unfinishedLines(root)).toEqual([
      '1 of 3 spec files ended.',
      'Failed: 1',
      '  b.spec.ts: adds: expected 1 to be 2',
      'Not ended: 2',
      '  a.spec.ts',
      '  c.spec.ts',
    ]);
  } finally {
    rmSync(root, { recursive: true });
  }
});
