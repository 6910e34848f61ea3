// SPDX-License-Identifier: Apache-2.0
import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Progress } from '@lava/kit/progress.ts';
import { expect, it } from 'vitest';
import { runTool } from '../host/tool.ts';
import { Pty } from './pty.ts';

/** Writes bytes one by one without ever waiting, as QEMU's UART does, and reports how many did not fit. */
const WRITER = `
  const fs = require('node:fs');
  const fd = fs.openSync('/dev/tty', fs.constants.O_WRONLY | fs.constants.O_NONBLOCK);
  let lost = 0;
  for (let i = 0; i < 10000; i++) {
    try { fs.writeSync(fd, 'x'); } catch (error) { lost++; }
  }
  fs.writeFileSync(process.argv[1], String(lost));
`;

it('a terminal takes 10,000 single bytes while nobody reads', async () => {
  const report = join(tmpdir(), `lava-pty-${process.pid}`);
  const exited = Promise.withResolvers<void>();
  const hungUp = Promise.withResolvers<void>();
  let text = '';
  const pty = new Pty(process.execPath, ['-e', WRITER, report], {
    env: process.env,
    cwd: tmpdir(),
    receive: (chunk) => {
      text += chunk.toString();
    },
    hungUp: hungUp.resolve,
    exited: () => exited.resolve(),
  });
  await exited.promise;
  expect(readFileSync(report, 'utf8')).toBe('0');
  pty.resume();
  await hungUp.promise;
  expect(text).toBe('x'.repeat(10_000));
  rmSync(report);
});

/** A program on a terminal. @returns what it says until it ends */
function onTerminal(script: string) {
  let text = '';
  const hungUp = Promise.withResolvers<void>();
  const pty = new Pty('/bin/sh', ['-c', script], {
    env: process.env,
    receive: (chunk) => {
      text += chunk.toString();
    },
    hungUp: hungUp.resolve,
    exited: () => undefined,
  });
  pty.resume();
  return { pty, said: hungUp.promise.then(() => text) };
}

it('is not in the hands of programs that are started later, be they on terminals or not', async () => {
  const consoles = [1, 2, 3].map(() => onTerminal('read line'));
  const list = 'ls -l /proc/self/fd; echo listed';
  using progress = Progress.root();
  const tool = await runTool(progress, ['sh', '-c', list]);
  const later = await onTerminal(list).said;
  for (const said of [tool.stdout, later]) {
    expect(said).toContain('listed');
    expect(said).not.toContain('ptmx');
  }
  // Nobody else has them, so their programs notice the end.
  for (const { pty } of consoles) pty.destroy();
  await expect.poll(() => consoles.filter(({ pty }) => isThere(pty.pid)), { timeout: 30_000 }).toEqual([]);
  // Closing them takes another turn or two of the loop.
  const held = async () => (await runTool(progress, ['sh', '-c', list])).stdout;
  await expect.poll(held, { timeout: 30_000 }).not.toContain('/dev/null');
});

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
