// SPDX-License-Identifier: Apache-2.0
import { lstatSync, realpathSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { LavaError } from '@lava/protocol/error/error.ts';
import { runBounded } from '../process/run-bounded.ts';
import { mountsBelow } from './mounts.ts';

/** For each of the programs that help, milliseconds. */
const TIME = 60_000;

/**
 * Removes a file or a directory with all that others may have put into it: directories without permissions, names that are
 * not UTF-8, sockets, devices. Nothing outside is touched: links are not followed, and what is mounted inside is unmounted,
 * never emptied. Nothing there is nothing to do.
 *
 * @throws LavaError `host-tool-failed` with what is in the way: a mount that stays, an immutable file, another owner
 */
export async function removeTree(path: string): Promise<void> {
  if (!exists(path)) return;
  // What a link leads to is somebody else's.
  if (lstatSync(path).isDirectory()) await unmountBelow(path);
  try {
    await rm(path, { recursive: true, force: true });
    return;
  } catch {
    // Something is in it that this call does not know how to remove.
  }
  await runBounded(['chmod', '-R', 'u+rwX', '--', path], TIME);
  const { said } = await runBounded(['rm', '-rf', '--one-file-system', '--', path], TIME);
  if (exists(path)) throw new LavaError('host-tool-failed', `${path} cannot be removed: ${firstLine(said)}`);
}

/** A mount in it belongs to somebody: removing what it shows would destroy that. */
async function unmountBelow(path: string): Promise<void> {
  const points = () => mountsBelow(realpathSync(path));
  for (const point of points()) {
    const { status } = await runBounded(['umount', '--', point], TIME);
    if (status !== 0) await runBounded(['umount', '-l', '--', point], TIME);
  }
  const [left] = points();
  if (left !== undefined) {
    throw new LavaError('host-tool-failed', `${path} cannot be removed: ${left} is mounted in it`);
  }
}

function exists(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

function firstLine(said: string): string {
  return said.split('\n')[0] || 'something in it stays';
}
