// SPDX-License-Identifier: Apache-2.0
import { constants } from 'node:fs';
import { mkdir, open, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Progress } from '@lava/kit/progress.ts';
import { quoted } from '../job/path.ts';
import { Parts } from './part.ts';
import { roomFor } from './room.ts';
import type { OverlayTree } from './tree.ts';

const NEW = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

/**
 * Makes the files of a tree in a directory of the worker, for programs that need them there. They belong to the job, can
 * be removed by it, and no bit lets anybody become somebody else; links that lead out of the directory are left out.
 * @param directory must be empty; nobody else may write there
 */
export async function writeTree(
  progress: Progress,
  tree: OverlayTree,
  directory: string,
  warn: (text: string) => void = () => {},
): Promise<void> {
  await using parts = new Parts();
  await mkdir(directory, { recursive: true });
  roomFor(tree, directory, 'archive');
  for (const [path, entry] of tree.entries) {
    progress.throwIfDone();
    const to = join(directory, path);
    if (entry.kind === 'directory') {
      await mkdir(to, { mode: 0o700 | (entry.mode & 0o777) });
    } else if (entry.kind === 'link') {
      if (leadsOut(path, entry.to)) warn(`the link ${quoted(path)} leads out of its archive and is left out`);
      else await symlink(entry.to, to);
    } else {
      const file = await open(to, NEW, 0o600 | (entry.mode & 0o777));
      try {
        for await (const chunk of parts.read(progress, entry)) await file.appendFile(chunk);
      } finally {
        await file.close();
      }
    }
  }
}

/**
 * A target that goes up first and down after that, no further up than the link is deep, stays inside whatever links it
 * comes by: each of them is such a one. All others may lead out.
 */
function leadsOut(path: string, to: string): boolean {
  const names = to.split('/').filter((name) => name !== '' && name !== '.');
  const first = names.findIndex((name) => name !== '..');
  const up = first === -1 ? names.length : first;
  const depth = path.split('/').length - 1;
  return to.startsWith('/') || up > depth || names.slice(up).includes('..');
}
