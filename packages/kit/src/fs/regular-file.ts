// SPDX-License-Identifier: Apache-2.0
import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import { LavaError } from '@lava/protocol/error/error.ts';

/** Opening a pipe, a terminal or a tape drive may wait forever, or change something; without these flags even to look. */
const HARMLESS = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY;

export interface OpenOptions {
  /** Whether the last part of the path may be a symbolic link; true if absent. */
  follow?: boolean;
  /** Numbers of the users that may own the file, which must then have one name; anybody if absent. */
  owners?: readonly number[];
}

/**
 * Opens a file that somebody else named or made, for reading: never waits, and takes nothing but a regular file.
 *
 * @returns a file descriptor, to be closed by the caller
 * @throws LavaError `artefact-invalid` for a directory, pipe, socket or device, or another owner; what the file system says
 */
export function openRegular(path: string, options: OpenOptions = {}): number {
  const { follow = true } = options;
  let fd: number;
  try {
    fd = openSync(path, HARMLESS | (follow ? 0 : constants.O_NOFOLLOW));
  } catch (error) {
    // Sockets cannot be opened, nor devices without a driver.
    if ((error as NodeJS.ErrnoException).code === 'ENXIO') throw notRegular(path);
    throw error;
  }
  const stat = fstatSync(fd);
  if (stat.isFile() && isOwned(stat, options)) return fd;
  closeSync(fd);
  throw stat.isFile() ? notOwned(path, stat) : notRegular(path);
}

/** A second name may be of a file that its owner knows nothing of. */
function isOwned({ uid, nlink }: Stats, { owners }: OpenOptions): boolean {
  return owners === undefined || (owners.includes(uid) && nlink <= 1);
}

/**
 * @param most the limit, bytes
 * @throws LavaError `too-large`; as `openRegular`
 */
export function readRegular(path: string, most: number, options: OpenOptions = {}): Buffer {
  const fd = openRegular(path, options);
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
 * The first bytes of a file, however long it is.
 *
 * @throws as `openRegular`
 */
export function readHead(path: string, most: number, options: OpenOptions = {}): Buffer {
  const fd = openRegular(path, options);
  try {
    const buffer = Buffer.alloc(most);
    return buffer.subarray(0, readSync(fd, buffer, 0, most, 0));
  } finally {
    closeSync(fd);
  }
}

/**
 * The last bytes of a file, however long it is.
 *
 * @throws as `openRegular`
 */
export function readTail(path: string, most: number, options: OpenOptions = {}): Buffer {
  const fd = openRegular(path, options);
  try {
    const { size } = fstatSync(fd);
    const buffer = Buffer.alloc(Math.min(size, most));
    return buffer.subarray(0, readSync(fd, buffer, 0, buffer.length, size - buffer.length));
  } finally {
    closeSync(fd);
  }
}

function notOwned(path: string, { uid, nlink }: Stats): LavaError {
  const found = nlink > 1 ? `${nlink} names` : `user ${uid}`;
  return new LavaError('artefact-invalid', `${path} must be one file of its owner's, found ${found}`);
}

function notRegular(path: string): LavaError {
  return new LavaError('artefact-invalid', `${path} must be a regular file, found something else`);
}
