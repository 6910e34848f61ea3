// SPDX-License-Identifier: Apache-2.0
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COMPILE_CACHE, mainOf } from '@lava/kit/process/mains.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'lava-backup-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const MAIN = mainOf('lava');
const options = () => ({ env: { PATH: dir, NODE_COMPILE_CACHE: COMPILE_CACHE }, encoding: 'utf8' as const });
const lava = (...args: string[]) => spawnSync(process.execPath, [MAIN, ...args], options());
/** The server's program, as far as this command sees it. */
const server = (...lines: string[]) =>
  writeFileSync(join(dir, 'lava-server'), `#!/bin/sh\n${lines.join('\n')}\n`, { mode: 0o755 });
const summary = `{"rows":{"jobs":2},"logs":1}`;

describe('lava backup', () => {
  it('makes the file as who calls, for nobody else, and over no other', () => {
    const file = join(dir, 'lava.tar');
    expect(lava('backup', file)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('not installed'),
    });
    server('[ "$*" = "manage --json backup -" ] || exit 9', 'echo data', `echo '${summary}' >&2`);
    expect(lava('backup', file)).toMatchObject({
      status: 0,
      stdout: `${file}: 2 jobs, 1 logs\n`,
      stderr: '',
    });
    expect(readFileSync(file, 'utf8')).toBe('data\n');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(lava('backup', file)).toMatchObject({
      status: 8,
      stderr: expect.stringContaining('already exists'),
    });
    expect(lava('backup', join(dir, 'none/lava.tar'))).toMatchObject({ status: 2 });
    const json = lava('backup', join(dir, 'other.tar'), '--json');
    expect(JSON.parse(json.stdout)).toEqual({ file: join(dir, 'other.tar'), rows: { jobs: 2 }, logs: 1 });
  });

  it('leaves nothing of one that failed', () => {
    server('echo half', 'echo "lava-server: no space" >&2', 'exit 1');
    expect(lava('backup', join(dir, 'lava.tar'))).toMatchObject({
      status: 8,
      stderr: 'lava-server: no space\n',
    });
    expect(readdirSync(dir)).toEqual(['lava-server']);
  });

  it('leaves nothing of one that was interrupted', async () => {
    server('echo half', 'exec /bin/sleep 60');
    const child = spawn(process.execPath, [MAIN, 'backup', join(dir, 'lava.tar')], { env: { PATH: dir } });
    const watcher = watch(dir);
    while (!existsSync(join(dir, 'lava.tar.part')) || statSync(join(dir, 'lava.tar.part')).size === 0)
      await once(watcher, 'change');
    watcher.close();
    child.kill('SIGTERM');
    const [status] = await once(child, 'exit');
    expect(status).toBe(130);
    expect(readdirSync(dir)).toEqual(['lava-server']);
  });

  it('goes into a pipe as it is', () => {
    server('[ "$*" = "manage backup -" ] || exit 9', 'echo data', 'exit 3');
    expect(lava('backup', '-')).toMatchObject({ status: 3, stdout: 'data\n' });
  });
});

describe('lava restore', () => {
  it('hands the file over open, and says what came of it', () => {
    const file = join(dir, 'lava.tar');
    expect(lava('restore', file)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('cannot be opened'),
    });
    writeFileSync(file, 'data', { mode: 0o600 });
    const answer = `{"rows":{"jobs":2},"logs":1,"created":"then","version":"1.2"}`;
    server('read -r line', '[ "$line $*" = "data manage --json restore -" ] || exit 9', `echo '${answer}'`);
    expect(lava('restore', file)).toMatchObject({
      status: 0,
      stdout: 'restored 2 jobs and 1 logs of then, made by version 1.2\n',
    });
    server('echo "lava-server: in use" >&2', 'exit 1');
    expect(lava('restore', file)).toMatchObject({ status: 8, stdout: '', stderr: 'lava-server: in use\n' });
  });
});
