// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { openPipe, preparePipe } from './pipe.ts';

/** Writes bytes one by one without ever waiting, as QEMU's UART does, and reports how many did not fit. */
const WRITER = `
  const fs = require('node:fs');
  let lost = 0;
  for (let i = 0; i < 20000; i++) {
    try { fs.writeSync(1, 'x'); } catch (error) { lost++; }
  }
  fs.writeSync(2, String(lost));
`;

describe('the pipe of the messages of a program', () => {
  it('takes 20,000 single bytes while nobody reads', async () => {
    preparePipe();
    const pipe = await openPipe();
    const child = spawn(process.execPath, ['-e', WRITER], { stdio: ['ignore', pipe.writer, 'pipe'] });
    pipe.release();
    const [lost] = await once(child.stderr as NodeJS.ReadableStream, 'data');
    expect(String(lost)).toBe('0');
    let text = '';
    for await (const chunk of pipe.reader) text += chunk;
    expect(text).toBe('x'.repeat(20_000));
  });

  it('ends when the child has ended', async () => {
    const pipe = await openPipe();
    const child = spawn('true', { stdio: ['ignore', pipe.writer, 'ignore'] });
    pipe.release();
    pipe.reader.resume();
    await Promise.all([once(child, 'close'), once(pipe.reader, 'close')]);
    expect(pipe.reader.bytesRead).toBe(0);
  });
});
