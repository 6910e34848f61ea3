// SPDX-License-Identifier: Apache-2.0
import { randomBytes } from 'node:crypto';
import { mkdirSync, renameSync, statSync } from 'node:fs';

/** Makes a directory; what has its name and is something else is set aside under another name, not lost. */
export function ensureDirectory(path: string, mode: number): void {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat && !stat.isDirectory())
    renameSync(path, `${path}.not-a-directory-${randomBytes(4).toString('hex')}`);
  mkdirSync(path, { recursive: true, mode });
}
