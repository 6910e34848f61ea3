// SPDX-License-Identifier: Apache-2.0
import { closeSync, fchownSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

export interface ReplaceOptions {
  /** Permission bits of the new file; 0644 if absent. */
  mode?: number;
  /**
   * Whether it must outlive a power cut, which costs some milliseconds; true if absent. It survives a crash of only the
   * program in any case.
   */
  durable?: boolean;
  /** Number of the user, and of their group, that the file is given to; this process's if absent. */
  owner?: number | undefined;
}

/**
 * Writes a file so that a reader finds either the old content or the new one whole. Others may write into the directory:
 * nothing that they have put there is followed or written to.
 */
export function replaceFile(path: string, content: string, options: ReplaceOptions = {}): void {
  const { mode = 0o644, durable = true, owner } = options;
  const temporary = `${path}.new-${process.pid}`;
  try {
    const fd = create(temporary, mode);
    try {
      if (owner !== undefined) fchownSync(fd, owner, owner);
      writeFileSync(fd, content);
      if (durable) fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  if (durable) syncDirectory(dirname(path));
}

/** A new file, in the place of one that another process of this number may have left. */
function create(path: string, mode: number): number {
  try {
    return openSync(path, 'wx', mode);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    rmSync(path, { force: true });
    return openSync(path, 'wx', mode);
  }
}

/** Makes names that were added to or removed from a directory durable. */
export function syncDirectory(path: string): void {
  const fd = openSync(path, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
