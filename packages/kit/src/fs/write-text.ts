// SPDX-License-Identifier: Apache-2.0
import { writeSync } from 'node:fs';

/** Milliseconds. */
const TRY_AGAIN = 5;

/**
 * Writes to standard output or error, for a program that ends then. What Node has for it is made for terminals, pipes and files
 * alike, and loading that takes as long as a tenth of a plan. A reader that has gone has had enough.
 *
 * @throws what the file system says
 */
export function writeText(fd: 1 | 2, text: string): void {
  const data = Buffer.from(text);
  for (let at = 0; at < data.length; ) {
    try {
      at += writeSync(fd, data, at);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EPIPE') return;
      if (code !== 'EAGAIN') throw error;
      // Somebody has made it non-blocking, and its reader is slow.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, TRY_AGAIN);
    }
  }
}
