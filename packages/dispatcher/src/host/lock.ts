// SPDX-License-Identifier: Apache-2.0
import { releaseLock, tryLock } from '@lava/kit/process/lock-file.ts';
import type { Progress } from '@lava/kit/progress.ts';

/** How often a waiting process looks whether the lock is free, milliseconds. */
const POLL = 25;

/**
 * Runs something that only one process of the worker may do at a time; a lock whose process is gone is taken over.
 */
export async function withLock<T>(progress: Progress, path: string, run: () => Promise<T>): Promise<T> {
  while (!tryLock(path)) await progress.sleep(POLL);
  try {
    return await run();
  } finally {
    releaseLock(path);
  }
}
