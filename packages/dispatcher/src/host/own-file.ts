// SPDX-License-Identifier: Apache-2.0
import { constants } from 'node:fs';
import { chmod, copyFile } from 'node:fs/promises';
import type { Progress } from '@lava/kit/progress.ts';

declare const shared: unique symbol;
declare const own: unique symbol;

/** Path of a file that other jobs read too: never write to it. */
export type SharedFile = string & { readonly [shared]: true };

/** Path of a file that only this job has, and may change in place. Every function that changes a file takes this. */
export type OwnFile = string & { readonly [own]: true };

/** A path that leads into the cache, or is a hard link of a file there. */
export function sharedFile(path: string): SharedFile {
  return path as SharedFile;
}

/** A file that this job has just made, with content of no other. */
export function ownFile(path: string): OwnFile {
  return path as OwnFile;
}

/** A copy of any file that belongs to the job; free of charge where the file system can share blocks. */
export async function ownCopy(progress: Progress, from: string, to: string): Promise<OwnFile> {
  await progress.race(copyFile(from, to, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL));
  // The mode of what is shared comes along.
  await chmod(to, 0o600);
  return ownFile(to);
}
