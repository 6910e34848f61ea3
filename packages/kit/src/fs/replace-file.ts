// SPDX-License-Identifier: Apache-2.0
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

export interface ReplaceOptions {
  /** Permission bits of the new file; 0644 if absent. */
  mode?: number;
  /**
   * Whether it must outlive a power cut, which costs some milliseconds; true if absent. It survives a crash of only the
   * program in any case.
   */
  durable?: boolean;
}

/** Writes a file so that a reader finds either the old content or the new one whole. */
export function replaceFile(path: string, content: string, options: ReplaceOptions = {}): void {
  const { mode = 0o644, durable = true } = options;
  const temporary = `${path}.new-${process.pid}`;
  try {
    const fd = openSync(temporary, 'w', mode);
    try {
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

/** Makes names that were added to or removed from a directory durable. */
export function syncDirectory(path: string): void {
  const fd = openSync(path, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
