// SPDX-License-Identifier: Apache-2.0
import { lstat, opendir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Progress } from '@lava/kit/progress.ts';
import type { Allowance } from './allowance.ts';

/** How often what was written is looked at, milliseconds. */
const LOOK = 500;

export interface Growth {
  /** Below which it is written. */
  directory: string;
  allowance: Allowance;
  /** Whose it is, for messages. */
  what: string;
}

/**
 * Does something whose programs write as much as somebody sends them, and ends it when that becomes too much.
 * @throws LavaError `artefact-invalid`, `disk-full`; what `work` throws
 */
export async function growWithin<T>(
  parent: Progress,
  growth: Growth,
  work: (progress: Progress) => Promise<T>,
): Promise<T> {
  using progress = parent.child();
  let known = 0;
  const look = async () => {
    const size = await sizeOf(growth.directory);
    growth.allowance.take(Math.max(0, size - known), growth.what);
    known = Math.max(known, size);
  };
  const watch = async () => {
    for (;;) {
      await progress.sleep(LOOK);
      await look();
    }
  };
  const watching = watch().catch((reason: unknown) => progress.cancel(reason));
  try {
    const result = await work(progress);
    await look();
    return result;
  } finally {
    progress.cancel(new Error('it is done'));
    await watching;
  }
}

/** Bytes of all files below a directory; what comes and goes meanwhile may be missed. */
async function sizeOf(path: string): Promise<number> {
  let size = 0;
  try {
    for await (const entry of await opendir(path)) {
      const child = join(path, entry.name);
      size += entry.isDirectory() ? await sizeOf(child) : (await lstat(child)).size;
    }
  } catch {
    // It is not there yet, or not any more.
  }
  return size;
}
