// SPDX-License-Identifier: Apache-2.0
import { linkSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { processStat } from '@lava/kit/process/identity.ts';
import type { Progress } from '@lava/kit/progress.ts';

/** How often a waiting process looks whether the lock is free, milliseconds. */
const POLL = 25;

/** Age at which a lock without an owner in it is given up, milliseconds. */
const UNWRITTEN = 5_000;

/**
 * Runs something that only one process of the worker may do at a time. The lock is a file that holds the number of the
 * process; one whose process is gone is taken over.
 */
export async function withLock<T>(progress: Progress, path: string, run: () => Promise<T>): Promise<T> {
  while (!tryLock(path)) await progress.sleep(POLL);
  try {
    return await run();
  } finally {
    rmSync(path, { force: true });
  }
}

function tryLock(path: string): boolean {
  try {
    writeFileSync(path, `${process.pid} ${startOf(process.pid)}`, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  if (isStale(path)) takeAway(path);
  return false;
}

function isStale(path: string): boolean {
  const owner = read(path);
  if (owner === undefined) return false;
  const [pid = '', start = ''] = owner.split(' ');
  if (owner !== '') return startOf(Number(pid)) !== start;
  // Between its creation and its first write, unless the process died right there.
  const { mtimeMs } = statSync(path, { throwIfNoEntry: false }) ?? { mtimeMs: Date.now() };
  return Date.now() - mtimeMs > UNWRITTEN;
}

/** Two processes may find the same stale lock: only who gets to rename it removes it, and only if it is still that one. */
function takeAway(path: string): void {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
    if (!isStale(aside)) linkSync(aside, path);
    rmSync(aside, { force: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'EEXIST') throw error;
  }
}

/** With the time of its start, a number that is used again is not taken for the old process. */
function startOf(pid: number): string {
  return processStat(pid)?.start ?? 'gone';
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // It went between two looks at it.
    return undefined;
  }
}
