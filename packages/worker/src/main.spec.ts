// SPDX-License-Identifier: Apache-2.0
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COMPILE_CACHE, mainOf } from '@lava/kit/process/mains.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

const main = mainOf('lava-slave');
const KEY = '5a'.repeat(32);
let stateDir: string;
let web: Server;
let port: string;
const daemons: ChildProcess[] = [];

beforeAll(async () => {
  stateDir = mkdtempSync(join(tmpdir(), 'lava-slave-'));
  web = createServer().listen(0, '127.0.0.1');
  await once(web, 'listening');
  port = String((web.address() as AddressInfo).port);
});
afterEach(async () => {
  for (const daemon of daemons.splice(0)) {
    if (!daemon.kill('SIGTERM')) continue;
    expect(await once(daemon, 'exit')).toEqual([0, null]);
  }
});
afterAll(() => {
  web.close();
  rmSync(stateDir, { recursive: true });
});

const run = (...args: string[]) => runWith('', ...args);

async function runWith(input: string, ...args: string[]) {
  const child = spawn(process.execPath, [main, '--state-dir', stateDir, ...args], {
    env: { PATH: process.env.PATH, NODE_COMPILE_CACHE: COMPILE_CACHE },
  });
  child.stdin.on('error', () => undefined).end(input);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data) => {
      output += data;
    });
  }
  const [status] = await once(child, 'close');
  return { status, output };
}

/** Resolves when the daemon has logged this. */
async function daemon(logged: string, ...args: string[]): Promise<void> {
  const child = spawn(process.execPath, [main, '--state-dir', stateDir, '--log-format', 'text', ...args], {
    env: { PATH: process.env.PATH, NODE_COMPILE_CACHE: COMPILE_CACHE },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  daemons.push(child);
  let output = '';
  await new Promise<void>((resolve, reject) => {
    child.stderr.on('data', (data) => {
      output += data;
      if (output.includes(logged)) resolve();
    });
    child.on('exit', () => reject(new Error(`the daemon ended: ${output}`)));
  });
}

describe('lava-slave', () => {
  it('says that it has never run', async () => {
    expect(await run('status')).toEqual({ status: 3, output: 'The worker has never run here.\n' });
  });

  it('says what is wrong with a join line', async () => {
    expect(await runWith('lava-join://lab-1\n', 'join')).toEqual({
      status: 2,
      output: expect.stringContaining('this is not a complete join line'),
    });
    const line = `lava-join://lab-1@127.0.0.1:${port}?log=1&server=${KEY}&token=${KEY}`;
    expect((await runWith(line, 'join')).output).toMatch(/127.0.0.1:\d+ is a web server[\s\S]*web port/);
  });

  it('takes no join line among its arguments, where others can read it', async () => {
    const line = `lava-join://lab-1@127.0.0.1:${port}?log=1&server=${KEY}&token=${KEY}`;
    expect(await run('join', line)).toEqual({
      status: 2,
      output: expect.stringContaining("echo '<line>' | lava-slave join"),
    });
    expect((await run('join')).output).toContain('the join line is missing');
  });

  it('says what is wrong with its settings, and with its words', async () => {
    expect(await run('--cancel-grace', 'soon')).toMatchObject({
      status: 2,
      output: expect.stringContaining('--cancel-grace'),
    });
    expect((await run('dance')).output).toContain('there is no command dance');
    expect((await run('--help')).output).toContain('LAVA_WORKER_STATE_DIR');
  });

  it('waits without a server, and status says what to do', async () => {
    await daemon('no link to the server');
    const { status, output } = await run('status');
    expect(status).toBe(1);
    expect(output).toMatch(/^Not linked to a server since .*: this worker has not joined a server\./);
    expect(output).toContain('lava workers add NAME');
    expect(await run()).toMatchObject({
      status: 2,
      output: expect.stringContaining('a worker is already running'),
    });
  });

  it('notices the web port by mistake, in its log and in its status', async () => {
    const log = 'is a web server';
    await daemon(log, '--server', '127.0.0.1', '--control-port', port, '--server-key', KEY);
    const json = JSON.parse((await run('status', '--json')).output);
    expect(json).toMatchObject({ running: true, link: 'down', server: `127.0.0.1:${port}` });
    expect(json.problem.message).toContain(log);
  });

  it('examines the machine: what is wrong comes with what to do, and an exit status', async () => {
    await daemon('no link to the server');
    const { status, output } = await run('doctor');
    expect(status).toBe(1);
    expect(output).toMatch(/^ok +state directory: /m);
    expect(output).toMatch(/^ok +key: .*worker.key, readable only by its owner$/m);
    expect(output).toMatch(
      /^ERROR +server: this worker has not joined a server\n +echo '<line>' \| lava-slave join/m,
    );
    expect(output).toMatch(/^ERROR +daemon: not linked: /m);
    chmodSync(join(stateDir, 'worker.key'), 0o644);
    const place = ['--server', '127.0.0.1', '--control-port', port, '--log-port', port, '--server-key', KEY];
    const { findings } = JSON.parse((await run('doctor', '--json', ...place)).output);
    chmodSync(join(stateDir, 'worker.key'), 0o600);
    expect(findings).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ check: 'key', state: 'error', hint: expect.stringContaining('chmod 600') }),
        expect.objectContaining({
          check: 'control port',
          message: expect.stringContaining('is a web server'),
        }),
      ]),
    );
  });

  it('says that it does not run any more', async () => {
    expect(await run('status')).toEqual({ status: 3, output: 'The worker is not running.\n' });
  });
});
