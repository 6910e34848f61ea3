// SPDX-License-Identifier: Apache-2.0
import { closeSync, openSync, readSync } from 'node:fs';
import { LavaError } from '@lava/protocol/error/error.ts';
import { MAX_DEFINITION } from '@lava/protocol/job/limits.ts';

/** Milliseconds. */
const LOOK_AGAIN = 5;

/**
 * Reads a text that somebody wrote, never more of it than a server would take: a file without end, or one of 100 MB, is
 * refused before it fills the memory.
 *
 * @param file path, or 0 for standard input
 * @param most the limit, bytes; as many as a job definition or a template may have, when it is not given
 * @throws LavaError `too-large`; what the file system says when it cannot be read
 */
export function readText(file: string | 0, most = MAX_DEFINITION): string {
  const fd = file === 0 ? 0 : openSync(file, 'r');
  try {
    const chunks: Buffer[] = [];
    let total = 0;
    for (;;) {
      const chunk = Buffer.allocUnsafe(64 * 1024);
      const count = readWaiting(fd, chunk);
      if (count === 0) return Buffer.concat(chunks).toString('utf8');
      chunks.push(chunk.subarray(0, count));
      total += count;
      if (total > most) {
        throw new LavaError('too-large', `${file || 'standard input'} is larger than ${most} bytes`, {
          hint: 'is it the right file?',
        });
      }
    }
  } finally {
    if (fd !== 0) closeSync(fd);
  }
}

/** Standard input may be a pipe that somebody has made non-blocking, and its writer slow. */
function readWaiting(fd: number, chunk: Buffer): number {
  for (;;) {
    try {
      return readSync(fd, chunk);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOOK_AGAIN);
    }
  }
}
