// SPDX-License-Identifier: Apache-2.0
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { LavaError } from '@lava/protocol/error/error.ts';

/** Opening a pipe, a terminal or a tape drive may wait forever, or change something; without these flags even to look. */
const HARMLESS = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY;

/**
 * Opens a file that somebody else named or made, for reading: never waits, and takes nothing but a regular file.
 *
 * @param follow whether the last part of the path may be a symbolic link; true if absent
 * @returns a file descriptor, to be closed by the caller
 * @throws LavaError `artefact-invalid` for a directory, pipe, socket or device; what the file system says
 */
export function openRegular(path: string, { follow = true } = {}): number {
  let fd: number;
  try {
    fd = openSync(path, HARMLESS | (follow ? 0 : constants.O_NOFOLLOW));
  } catch (error) {
    // Sockets cannot be opened, nor devices without a driver.
    if ((error as NodeJS.ErrnoException).code === 'ENXIO') throw notRegular(path);
    throw error;
  }
  if (fstatSync(fd).isFile()) return fd;
  closeSync(fd);
  throw notRegular(path);
}

/**
 * @param most the limit, bytes
 * @throws LavaError `too-large`; as `openRegular`
 */
export function readRegular(path: string, most: number): Buffer {
  const fd = openRegular(path);
  try {
    const chunks: Buffer[] = [];
    for (let total = 0; ; ) {
      const chunk = Buffer.allocUnsafe(64 * 1024);
      const count = readSync(fd, chunk);
      if (count === 0) return Buffer.concat(chunks);
      chunks.push(chunk.subarray(0, count));
      total += count;
      if (total > most) throw new LavaError('too-large', `${path} must be at most ${most} bytes, found more`);
    }
  } finally {
    closeSync(fd);
  }
}

/**
 * The last bytes of a file, however long it is.
 *
 * @throws as `openRegular`
 */
export function readTail(path: string, most: number): Buffer {
  const fd = openRegular(path);
  try {
    const { size } = fstatSync(fd);
    const buffer = Buffer.alloc(Math.min(size, most));
    return buffer.subarray(0, readSync(fd, buffer, 0, buffer.length, size - buffer.length));
  } finally {
    closeSync(fd);
  }
}

function notRegular(path: string): LavaError {
  return new LavaError('artefact-invalid', `${path} must be a regular file, found something else`);
}
