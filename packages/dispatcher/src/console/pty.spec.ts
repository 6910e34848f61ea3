// SPDX-License-Identifier: Apache-2.0
import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
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
