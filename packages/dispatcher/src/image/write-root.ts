// SPDX-License-Identifier: Apache-2.0
import {
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  lchownSync,
  mkdirSync,
  openSync,
  symlinkSync,
  writeSync,
} from 'node:fs';
import { chmod, chown } from 'node:fs/promises';
import { join } from 'node:path';
import type { Progress } from '@lava/kit/progress.ts';
import { Parts } from './part.ts';
import { roomFor } from './room.ts';
import type { OverlayEntry, OverlayTree } from './tree.ts';

const NEW = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

/**
 * Makes the root file system of a device in a directory of the worker, as the tree says it: with all links, with every bit of
 * the permissions and, where this process is root, with owners. No entry of a tree is below a link, so nothing is written
 * outside the directory. A call of the system for each thing: through the thread pool, small files take several times as long.
 * @param directory must be empty, and nobody else may pass it
 */
export async function writeRoot(progress: Progress, tree: OverlayTree, directory: string): Promise<void> {
  roomFor(tree, directory, 'root file system');
  await using parts = new Parts();
  const isRoot = process.getuid?.() === 0;
  for (const [path, entry] of tree.entries) {
    progress.throwIfDone();
    const to = join(directory, path);
    if (entry.kind === 'directory') {
      mkdirSync(to, 0o700);
      if (isRoot) await chown(to, entry.uid, entry.gid);
      // Who is not root writes into it with the permissions that it has.
      await chmod(to, isRoot ? entry.mode : entry.mode | 0o700);
    } else if (entry.kind === 'link') {
      symlinkSync(entry.to, to);
      if (isRoot) lchownSync(to, entry.uid, entry.gid);
    } else {
      await writeFile(progress, parts, entry, to, isRoot);
    }
  }
}

async function writeFile(
  progress: Progress,
  parts: Parts,
  entry: OverlayEntry,
  to: string,
  isRoot: boolean,
): Promise<void> {
  const fd = openSync(to, NEW, 0o600);
  try {
    for await (const chunk of parts.read(progress, entry))
      for (let done = 0; done < chunk.length; ) done += writeSync(fd, chunk, done);
    if (isRoot) fchownSync(fd, entry.uid, entry.gid);
    fchmodSync(fd, entry.mode);
  } finally {
    closeSync(fd);
  }
}
