// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmdirSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file system of its own, so that it can be full without harm to anybody. */
export interface SmallDisk {
  path: string;
  resize(kilobytes: number): void;
  /** Takes all the space that is left, in a file of this name. */
  fill(name: string): void;
  /** Everything on it is gone. */
  remove(): void;
}

/** Undefined where this user may not mount; tests then say that they were left out. */
export function smallDisk(kilobytes: number): SmallDisk | undefined {
  const path = mkdtempSync(join(tmpdir(), 'lava-disk-'));
  const size = (kb: number) => `size=${kb}k,mode=0711`;
  if (run('mount', '-t', 'tmpfs', '-o', size(kilobytes), 'lava-test', path) !== 0) {
    rmdirSync(path);
    return undefined;
  }
  return {
    path,
    resize: (kb) => void run('mount', '-o', `remount,${size(kb)}`, path),
    fill(name) {
      const fd = openSync(join(path, name), 'w');
      try {
        for (;;) writeSync(fd, Buffer.alloc(4096));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      } finally {
        closeSync(fd);
      }
    },
    remove() {
      // Lazily: a process of the test may still be on its way out.
      run('umount', '-l', path);
      rmdirSync(path);
    },
  };
}

export const canMount = (() => {
  const disk = smallDisk(64);
  disk?.remove();
  return disk !== undefined;
})();

function run(command: string, ...args: string[]): number | null {
  return spawnSync(command, args, { stdio: 'ignore' }).status;
}
