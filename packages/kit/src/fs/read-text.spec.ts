// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readText } from './read-text.ts';

it('reads a text whole, and refuses what is larger, also a file without end', () => {
  const directory = mkdtempSync(join(tmpdir(), 'read-text-'));
  try {
    const file = join(directory, 'text');
    writeFileSync(file, `${'ä'.repeat(50_000)}\n`);
    expect(readText(file, 100_001)).toBe(`${'ä'.repeat(50_000)}\n`);
    expect(() => readText(file, 100_000)).toThrow('larger than 100000 bytes');
    expect(() => readText('/dev/zero', 1_000_000)).toThrow('larger than');
    expect(() => readText(join(directory, 'none'), 10)).toThrow('ENOENT');
  } finally {
    rmSync(directory, { recursive: true });
  }
});
