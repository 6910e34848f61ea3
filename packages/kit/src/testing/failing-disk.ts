// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

/** A disk of its own with the file system that most workers have. */
export interface FailingDisk {
  path: string;
  /** The kernel meets an error on it: from now on it is read-only, also for files that are open. */
  fail(): void;
  remove(): void;
}

/** @throws Error saying why it cannot be made: not root, or no loop devices, as in most containers */
export function failingDisk(): FailingDisk {
  const directory = mkdtempSync(join(tmpdir(), 'lava-failing-'));
  const [image, path] = ['image', 'disk'].map((name) => join(directory, name)) as [string, string];
  try {
    mkdirSync(path);
    run('truncate', '--size', '32M', image);
    run('mkfs.ext4', '-q', '-F', image);
    run('mount', '-o', 'loop,errors=remount-ro', image, path);
  } catch (error) {
    rmSync(directory, { recursive: true });
    throw error;
  }
  const device = basename(run('findmnt', '--noheadings', '--output', 'SOURCE', path).trim());
  return {
    path,
    fail: () => writeFileSync(`/sys/fs/ext4/${device}/trigger_fs_error`, '1'),
    remove() {
      // Lazily: a process of the test may still be on its way out.
      run('umount', '-l', path);
      rmSync(directory, { recursive: true });
    },
  };
}

export function canMountDisks(): boolean {
  try {
    failingDisk().remove();
    return true;
  } catch {
    return false;
  }
}

function run(command: string, ...args: string[]): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${error?.message ?? stderr}`);
  return stdout;
}
