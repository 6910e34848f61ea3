// SPDX-License-Identifier: Apache-2.0
import { execFile, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { mainOf } from '@lava/kit/process/mains.ts';
import { quietPort } from '@lava/kit/testing/quiet-port.ts';
import { afterAll, describe, expect, it } from 'vitest';

const MAIN = mainOf('lava-slave');
const root = mkdtempSync(join(tmpdir(), 'lava-tftp-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A program of the worker that says that its TFTP server runs. */
async function start(args: string[]) {
  const child = spawn(process.execPath, ['--conditions=source', MAIN, ...args]);
  let text = '';
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  await new Promise<void>((resolve, reject) => {
    child.stderr.on('data', (chunk) => {
      text += chunk;
      if (text.includes('TFTP server runs')) resolve();
    });
    void ended.then(() => reject(new Error(text)));
  });
  return { child, ended, text: () => text };
}

async function fetched(port: number, name: string, seconds = 60): Promise<string> {
  const to = join(root, 'got');
  await promisify(execFile)('curl', [
    '-sS',
    '--max-time',
    String(seconds),
    '-o',
    to,
    `tftp://127.0.0.1:${port}/${name}`,
  ]);
  return readFileSync(to, 'utf8');
}

describe('the TFTP server of a worker', () => {
  it('is a command of its own', async () => {
    chmodSync(root, 0o755);
    const directory = join(root, 'served');
    mkdirSync(directory);
    writeFileSync(join(directory, 'Image'), 'a kernel');
    const port = await quietPort();
    const { child, ended, text } = await start([
      'tftp',
      '--tftp-port',
      String(port),
      '--tftp-dir',
      directory,
    ]);
    expect(await fetched(port, 'Image')).toBe('a kernel');
    const second = spawn(process.execPath, [
      '--conditions=source',
      MAIN,
      'tftp',
      '--tftp-port',
      String(port),
      '--tftp-dir',
      directory,
    ]);
    expect(await new Promise((resolve) => second.on('close', resolve))).toBe(2);
    child.kill('SIGTERM');
    expect(await ended, text()).toBe(0);
    expect(text()).toContain('file sent');
  });

  it('runs next to the daemon, serves what jobs put there, and ends with it', async () => {
    const port = await quietPort();
    const stateDir = join(root, 'state');
    const { child, ended, text } = await start(['--state-dir', stateDir, '--tftp-port', String(port)]);
    writeFileSync(join(stateDir, 'tftp/Image'), 'another kernel');
    expect(await fetched(port, 'Image')).toBe('another kernel');
    child.kill('SIGKILL');
    await ended;
    const answers = () =>
      fetched(port, 'Image', 2).then(
        () => true,
        () => false,
      );
    await expect.poll(answers, { timeout: 60_000, message: text() }).toBe(false);
  });
});
