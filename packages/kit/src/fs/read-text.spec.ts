// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
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

it('waits for a slow writer, also where standard input does not block', async () => {
  const module = JSON.stringify(join(import.meta.dirname, 'read-text.ts'));
  // Looking at process.stdin is what makes it non-blocking.
  const script = `import { readText } from ${module}; process.stdin; process.stderr.write('!'); process.stdout.write(readText(0));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script]);
  const read = text(child.stdout);
  await once(child.stderr, 'data');
  child.stdin.end('late');
  expect(await read).toBe('late');
});
