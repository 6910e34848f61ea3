// SPDX-License-Identifier: Apache-2.0
import { execFile } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { quietPort } from '@lava/kit/testing/quiet-port.ts';
import { expect, it } from 'vitest';
import { freePort } from './port.ts';

const run = promisify(execFile);

/** Another process that asks for the port. */
async function elsewhere(wanted: number): Promise<number> {
  const code = `const { freePort } = await import(${JSON.stringify(join(import.meta.dirname, 'port.ts'))}); console.log(await freePort(${wanted}));`;
  const { stdout } = await run(process.execPath, ['--conditions=source', '--input-type=module', '-e', code]);
  return Number(stdout);
}

it('a port that a lab has chosen is not given to one that starts at the same moment', async () => {
  const wanted = await quietPort();
  const stale = join(tmpdir(), 'lava-port-1');
  writeFileSync(stale, '1 0 another-boot');
  expect(await freePort(wanted)).toBe(wanted);
  expect(await freePort(wanted)).toBe(wanted);
  const other = await elsewhere(wanted);
  expect(other).toBeGreaterThan(0);
  expect(existsSync(stale)).toBe(false);
  expect(other).not.toBe(wanted);
  // What a process that ended had is free again.
  expect(existsSync(join(tmpdir(), `lava-port-${other}`))).toBe(false);
  expect(await freePort(other)).toBe(other);
});
