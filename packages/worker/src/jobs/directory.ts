// SPDX-License-Identifier: Apache-2.0

import { randomBytes } from 'node:crypto';
import { lstatSync, renameSync, statSync } from 'node:fs';
import { makeDirectory } from '@lava/kit/fs/make-directory.ts';

/** Makes room for a file that is about to be written: a directory of its name is set aside under another one, not lost. */
export function ensureNoDirectory(path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false })?.isDirectory())
    renameSync(path, `${path}.not-a-file-${randomBytes(4).toString('hex')}`);
}

/** Makes a directory; what has its name and is something else is set aside under another name, not lost. */
export function ensureDirectory(path: string, mode: number): void {
  if (lstatSync(path, { throwIfNoEntry: false }) && !isDirectory(path))
    renameSync(path, `${path}.not-a-directory-${randomBytes(4).toString('hex')}`);
  makeDirectory(path, mode);
}

/** Also behind a link; one that leads nowhere, or to itself, is none. */
function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
