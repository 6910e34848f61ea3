// SPDX-License-Identifier: Apache-2.0
import { lstatSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { readTail } from '../fs/regular-file.ts';
import { identify, isAlive, type ProcessId } from './identity.ts';

/** Age at which a lock without an owner in it is abandoned, milliseconds. */
const UNWRITTEN = 5_000;
/** Longest text of a lock, bytes. */
const MAX_TEXT = 200;

/**
 * Takes a lock that one process of this machine can have: a file that holds who has it. One whose process is gone, also by a
 * restart of the machine, is taken over.
 *
 * @returns whether it was taken; when not, try again, since a stale one is only cleared away by this
 */
export function tryLock(path: string): boolean {
  const self = identify(process.pid);
  try {
    writeFileSync(path, self ? `${self.pid} ${self.start} ${self.boot}` : '', { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  if (isStale(path)) takeAway(path);
  return false;
}

export function releaseLock(path: string): void {
  rmSync(path, { force: true });
}

/** Who has the lock; undefined when nobody has, or it is just being taken. */
export function lockOwner(path: string): ProcessId | undefined {
  const owner = lastOwner(path);
  return owner && isAlive(owner) ? owner : undefined;
}

/** Who has the lock, or had it when it died. */
export function lastOwner(path: string): ProcessId | undefined {
  const [pid = '', start = '', boot = ''] = read(path).split(' ');
  return Number(pid) > 0 ? { pid: Number(pid), start, boot } : undefined;
}

/** Whether a lock belongs to a process that is gone. */
export function isStale(path: string): boolean {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (!stat) return false;
  if (!stat.isFile()) return true;
  if (lockOwner(path)) return false;
  // Between its creation and its first write, unless the process died right there.
  return read(path) !== '' || Date.now() - stat.mtimeMs > UNWRITTEN;
}

/** Two processes may find the same stale lock: only who gets to rename it removes it, and only if it is still that one. */
export function takeAway(path: string): void {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
    // Written again: a link to another account's file may be forbidden.
    if (!isStale(aside)) writeFileSync(path, read(aside), { flag: 'wx' });
    // A directory in its place is out of the way now; what is in it is left to the worker's daemon.
    if (!lstatSync(aside).isDirectory()) rmSync(aside, { force: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'EEXIST') throw error;
  }
}

function read(path: string): string {
  try {
    return readTail(path, MAX_TEXT).toString('latin1');
  } catch {
    return ''; // it went between two looks at it, or is not a file
  }
}
