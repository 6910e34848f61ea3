// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const WRITE = `import('${join(import.meta.dirname, 'write-text.ts')}').then(({ writeText }) => {
  writeText(1, 'x'.repeat(1_000_000) + 'end\\n');
  writeText(2, 'and on');
});`;

/** What a shell makes of the program's output. */
function piped(to: string): { stdout: string; stderr: string; status: number | null } {
  const line = `"$0" --disable-warning=ExperimentalWarning -e "$1" | ${to}`;
  const { stdout, stderr, status } = spawnSync('bash', ['-c', line, process.execPath, WRITE], {
    encoding: 'utf8',
  });
  return { stdout, stderr, status };
}

it('writes all to a slow reader, also where it may not wait for it', () => {
  // Each side of it has the flags of both.
  const nonBlocking = `perl -MFcntl -e 'fcntl(STDIN, F_SETFL, O_NONBLOCK); select(undef, undef, undef, 0.3); fcntl(STDIN, F_SETFL, 0); print length join("", <STDIN>)'`;
  expect(piped(nonBlocking)).toEqual({ stdout: '1000004', stderr: 'and on', status: 0 });
});

it('leaves a reader that has gone', () => {
  expect(piped('head -c 1')).toEqual({ stdout: 'x', stderr: 'and on', status: 0 });
});
