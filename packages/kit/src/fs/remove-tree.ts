// SPDX-License-Identifier: Apache-2.0
import { constants, lstatSync, realpathSync } from 'node:fs';
import { open, opendir, rmdir, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { LavaError } from '@lava/protocol/error/error.ts';
import { runBounded } from '../process/run-bounded.ts';
import { mountsBelow } from './mounts.ts';

/** For each of the programs that help, milliseconds. */
const TIME = 60_000;

/** So many entries, and levels of them, are removed without a program. */
const FEW = 1_000;
const FLAT = 20;

/**
 * Removes a file or a directory with all that others may have put into it: directories without permissions, names that are
 * not UTF-8, sockets, devices. Nothing outside is touched: links are not followed, and what is mounted inside is unmounted,
 * never emptied. Nothing there is nothing to do. However many files it has, this process reads few of their names.
 *
 * @throws LavaError `host-tool-failed` with what is in the way: a mount that stays, an immutable file, another owner
 */
export async function removeTree(path: string): Promise<void> {
  if (!exists(path)) return;
  // What a link leads to is somebody else's.
  const isDirectory = lstatSync(path).isDirectory();
  if (isDirectory) await unmountBelow(path);
  const removing = isDirectory ? removeSmall(path, { entries: FEW }, 0) : unlink(path).then(() => true);
  if (await removing.catch(() => false)) return;
  const remove = ['rm', '-rf', '--one-file-system', '--', path];
  await runBounded(remove, TIME);
  if (!exists(path)) return;
  // Of what is another account's, only who needs no such rights can change them.
  if (lstatSync(path).uid === process.geteuid?.())
    await runBounded(['chmod', '-R', 'u+rwX', '--', path], TIME);
  const { said } = await runBounded(remove, TIME);
  if (exists(path)) throw new LavaError('host-tool-failed', `${path} cannot be removed: ${firstLine(said)}`);
}

/**
 * As most trees are. Node's own call reads all names of a directory, and begins to remove all of them together.
 * @returns false when there is more
 * @throws what the file system says
 */
async function removeSmall(path: string, left: { entries: number }, level: number): Promise<boolean> {
  // By its number, as programs do: others may change meanwhile where a path leads.
  const directory = await open(path, constants.O_DIRECTORY | constants.O_NOFOLLOW);
  try {
    const inside = `/proc/self/fd/${directory.fd}`;
    for await (const entry of await opendir(inside)) {
      left.entries -= 1;
      if (left.entries < 0 || level === FLAT) return false;
      const child = join(inside, entry.name);
      if (!entry.isDirectory()) await unlink(child);
      else if (!(await removeSmall(child, left, level + 1))) return false;
    }
  } finally {
    await directory.close();
  }
  await rmdir(path);
  return true;
}

/** A mount in it belongs to somebody: removing what it shows would destroy that. */
async function unmountBelow(path: string): Promise<void> {
  const points = () => mountsBelow(join(realpathSync(dirname(path)), basename(path)));
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
