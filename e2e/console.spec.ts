// SPDX-License-Identifier: Apache-2.0
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { COMPILE_CACHE, mainOf } from '@lava/kit/process/mains.ts';
import { ConsoleLab } from '@lava/server/testing/console-lab.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const LAVA = mainOf('lava');
const QUIET = '--disable-warning=ExperimentalWarning';

let lab: ConsoleLab;
const children: ChildProcessWithoutNullStreams[] = [];
beforeAll(async () => {
  lab = await ConsoleLab.make();
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});
afterAll(() => lab.close());

function start(program: string, ...args: string[]): ChildProcessWithoutNullStreams {
  const env = {
    PATH: process.env.PATH,
    HOME: '/nonexistent',
    NODE_COMPILE_CACHE: COMPILE_CACHE,
    LAVA_URL: lab.url,
    LAVA_TOKEN: lab.token(),
  };
  const child = spawn(program, args, { env });
  children.push(child);
  return child;
}

async function ended(child: ChildProcessWithoutNullStreams) {
  const out = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => {
    out.stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    out.stderr += chunk;
  });
  const [code] = await once(child, 'close');
  return { code, ...out };
}

describe('the console of a running job', () => {
  it('takes what is piped into lava console, and is a recording afterwards', async () => {
    const job = await lab.job();
    const console = start(process.execPath, LAVA, 'console', String(job));
    console.stdin.end('echo 6 x 7 = $((6*7))\recho all is done\r');
    const { code, stdout, stderr } = await ended(console);
    expect(stderr).toContain('you have the keyboard of uart0');
    expect(stdout).toContain('6 x 7 = 42');
    expect(code).toBe(0);
    await lab.link.until(job, 'finished');
    const logs = await ended(start(process.execPath, LAVA, 'jobs', 'logs', String(job), '--cast'));
    const [head, ...events] = logs.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(head).toMatchObject({ version: 2, width: 80, height: 24, title: `job ${job}` });
    expect(events).toContainEqual([expect.any(Number), 'o', '6 x 7 = 42\r\n']);
    expect(events).toContainEqual([expect.any(Number), 'm', '1.1 connect-device']);
    const late = await ended(start(process.execPath, LAVA, 'console', String(job)));
    expect(late).toMatchObject({ code: 8, stderr: expect.stringContaining(`job ${job} has ended`) });
  });

  it.each([
    ['TypeScript', process.execPath, QUIET, join(ROOT, 'examples/console/expect.ts')],
    ['Python', '/usr/bin/python3', '-u', join(ROOT, 'examples/console/expect.py')],
  ])('is typed at by a program in %s', async (_, program, flag, file) => {
    const job = await lab.job();
    const { code, stdout, stderr } = await ended(
      start(program, flag, file, String(job), 'echo $((6*7))', 'board#'),
    );
    expect(stderr).toBe('');
    expect(stdout.trim()).toBe('42');
    expect(code).toBe(0);
    await lab.cancel(job);
  });
});
