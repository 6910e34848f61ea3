// SPDX-License-Identifier: Apache-2.0
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findProcesses, killAll } from '@lava/kit/process/hunt.ts';
import { processStat } from '@lava/kit/process/identity.ts';
import { Progress } from '@lava/kit/progress.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { afterAll, describe, expect, it } from 'vitest';
import { runTool } from './tool.ts';

const directory = mkdtempSync(join(tmpdir(), 'lava-tool-'));
const MARK = `LAVA_TOOL_SPEC=${directory}`;
const env = { PATH: process.env.PATH ?? '/usr/bin:/bin', LAVA_TOOL_SPEC: directory };
afterAll(async () => {
  await killAll({ variable: MARK }, 2_000);
  rmSync(directory, { recursive: true });
});

const left = () => findProcesses({ variable: MARK });
const shell = (progress: Progress, script: string) =>
  runTool(progress, ['sh', '-c', script], { env, cwd: directory });

describe('a tool that leaves something', () => {
  it.each([
    ['a child that holds its output', 'sleep 600 & echo done'],
    ['a child without output', 'sleep 600 >/dev/null 2>&1 & echo done'],
    ['a child that ignores SIGHUP', 'nohup sleep 600 2>/dev/null & echo done'],
    ['a grandchild of a child that is gone', '(sleep 600 &) & echo done'],
    ['a child that closed its input', 'sleep 600 <&- & echo done'],
  ])('ends with its own end: %s', async (_, script) => {
    using progress = Progress.root();
    expect(await shell(progress, script)).toEqual({ status: 0, stdout: 'done\n', stderr: '' });
    expect(left()).toEqual([]);
  });

  it('ends, though a child that ignores SIGTERM holds its output', async () => {
    using progress = Progress.root();
    const script = `sh -c 'trap "" TERM; echo $$ >pid; while :; do sleep 1; done' & while [ ! -s pid ]; do sleep 0.01; done; echo done`;
    expect(await shell(progress, script)).toMatchObject({ stdout: 'done\n' });
    expect(left()).toEqual([]);
  });

  it('leaves a daemon that went to a session of its own, which lives as long as the job', async () => {
    using progress = Progress.root();
    expect(await shell(progress, 'setsid sleep 600 & echo done')).toMatchObject({ stdout: 'done\n' });
    expect(left()).toHaveLength(1);
    expect(await killAll({ variable: MARK }, 5_000)).toEqual([]);
  });
});

describe('a tool whose time is up', () => {
  it.each([
    ['it waits', 'echo $$ >up; sleep 600'],
    ['it ignores SIGTERM', 'trap "" TERM; echo $$ >up; while :; do sleep 1; done'],
    ['it has closed its output', 'exec >&- 2>&-; echo $$ >up; sleep 600'],
    ['it floods its output', 'echo $$ >up; exec yes'],
    ['it floods its errors', 'echo $$ >up; exec yes >&2'],
    ['a child is what takes so long', 'sleep 600 & echo $$ >up; wait'],
    ['it has a daemon in another session', 'setsid sleep 600 & echo $$ >up; sleep 600'],
    [
      'it forked twice into another session',
      '(setsid sh -c "sleep 600 & sleep 600" &) & echo $$ >up; sleep 600',
    ],
    ['it is stopped', 'echo $$ >up; kill -STOP $$'],
  ])('is gone with everything of it: %s', async (_, script) => {
    rmSync(join(directory, 'up'), { force: true });
    using progress = Progress.root();
    const run = shell(progress, script);
    const outcome = expect(run).rejects.toMatchObject({ code: 'step-timeout' });
    while (!isUp()) await sleep(10);
    // So that what it starts in the background is there.
    await sleep(100);
    progress.cancel(new LavaError('step-timeout', 'late'));
    await outcome;
    expect(left()).toEqual([]);
  });
});

describe('what a tool says', () => {
  it('is kept up to a limit, and says that it was cut', async () => {
    using progress = Progress.root();
    const { stdout, stderr } = await shell(progress, 'head -c 3000000 /dev/zero; echo short >&2');
    expect(stdout.length).toBe(1024 * 1024 + '\n… [more output was cut]\n'.length);
    expect(stderr).toBe('short\n');
  });

  it('goes into a file whole, without passing through', async () => {
    using progress = Progress.root();
    const path = join(directory, 'out');
    const stdout = openSync(path, 'w');
    const result = await runTool(progress, ['head', '-c', '3000000', '/dev/zero'], { stdout });
    closeSync(stdout);
    expect(result.stdout).toBe('');
    expect(readFileSync(path).length).toBe(3_000_000);
  });
});

it.each([
  ['its interpreter is missing', []],
  ['it has an argument with NUL', ['a\0b']],
  ['it has an argument that is too long', ['a'.repeat(3_000_000)]],
])('says of a tool that does not start: %s', async (_, args) => {
  const path = join(directory, 'broken');
  writeFileSync(path, '#!/no/such/interpreter\n', { mode: 0o755 });
  using progress = Progress.root();
  await expect(runTool(progress, [path, ...args])).rejects.toMatchObject({ code: 'host-tool-failed' });
});

it('gives a tool a process group of its own', async () => {
  using progress = Progress.root();
  const { stdout } = await shell(progress, 'ps -o pgid= -p $$ 2>/dev/null || cut -d" " -f5 /proc/$$/stat');
  expect(Number(stdout)).not.toBe(processStat(process.pid)?.group);
});

function isUp(): boolean {
  try {
    return readFileSync(join(directory, 'up'), 'utf8') !== '';
  } catch {
    return false; // not yet
  }
}
