// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COMPILE_CACHE, mainOf } from '@lava/kit/process/mains.ts';
import { afterEach, beforeEach, expect, it } from 'vitest';

let bin: string;
beforeEach(() => {
  bin = mkdtempSync(join(tmpdir(), 'lava-doctor-'));
});
afterEach(() => rmSync(bin, { recursive: true, force: true }));

const doctor = (...args: string[]) =>
  spawnSync(process.execPath, [mainOf('lava'), 'doctor', ...args], {
    env: { PATH: bin, NODE_COMPILE_CACHE: COMPILE_CACHE },
    encoding: 'utf8',
  });

it('has what is installed here examine itself, and fails when that does', () => {
  expect(doctor()).toMatchObject({ status: 2, stderr: expect.stringContaining('nothing to examine') });
  const program = `#!/bin/sh\n[ "$2" = --json ] && echo '{"findings":[]}' || echo "all of $*"\nexit 1\n`;
  writeFileSync(join(bin, 'lava-slave'), program, { mode: 0o755 });
  expect(doctor()).toMatchObject({ status: 1, stdout: 'lava-slave\nall of doctor\n' });
  const json = doctor('--json');
  expect(JSON.parse(json.stdout)).toEqual({ worker: { findings: [] } });
});
