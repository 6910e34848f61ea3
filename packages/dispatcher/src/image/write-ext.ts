// SPDX-License-Identifier: Apache-2.0
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Progress } from '@lava/kit/progress.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { OwnFile } from '../host/own-file.ts';
import { runTool } from '../host/tool.ts';
import { quoted } from '../job/path.ts';
import { ExtFileSystem, type Source } from './ext/file-system.ts';
import { Parts } from './part.ts';
import { partitionOffset } from './partitions.ts';
import type { OverlayEntry, OverlayTree } from './tree.ts';

export interface ExtTarget {
  /** A file system, or a disk with partitions. Changed in place. */
  image: OwnFile;
  tree: OverlayTree;
  work: string;
  /** 0-based number of the partition; undefined: the image is the file system. */
  partition?: number | undefined;
  /** An Android sparse image. */
  sparse?: boolean | undefined;
}

/** Files that are written before others get their turn. */
const BATCH = 64;

/**
 * Writes the overlay into an ext2/3/4 file system: no root, no mount, no appliance.
 * @throws LavaError `overlay-failed` when it does not fit or the image is not such a file system; `host-tool-missing`
 */
export async function writeIntoExt(progress: Progress, target: ExtTarget): Promise<void> {
  const { image, tree, work, partition, sparse } = target;
  const raw = sparse ? join(work, 'raw.img') : image;
  if (sparse) await runTool(progress, ['simg2img', image, raw]);
  const offset = partition === undefined ? 0 : await partitionOffset(raw, partition);
  await playJournal(progress, raw, offset, work);
  const fs = new ExtFileSystem(raw, offset);
  try {
    await writeTreeInto(progress, fs, tree);
    fs.flush();
  } finally {
    fs.close();
  }
  if (!sparse) return;
  const again = join(work, 'sparse.img');
  await runTool(progress, ['img2simg', raw, again]);
  await rename(again, image);
}

/** @param strip this directory of the overlay becomes the root of the image; what is not below it is left out */
export async function writeTreeInto(
  progress: Progress,
  fs: ExtFileSystem,
  tree: OverlayTree,
  strip = '',
): Promise<void> {
  await using parts = new Parts();
  let count = 0;
  for (const [path, entry] of tree.entries) {
    progress.throwIfDone();
    if (++count % BATCH === 0) await new Promise((resolve) => setImmediate(resolve));
    if (!path.startsWith(strip)) continue;
    const names = path.slice(strip.length).split('/');
    try {
      if (entry.kind === 'directory') fs.directory(names, entry);
      else if (entry.kind === 'link') fs.link(names, entry.to, entry);
      else await fs.file(names, Parts.size(entry), sourceOf(progress, parts, entry), entry);
    } catch (error) {
      if (error instanceof LavaError && error.code === 'overlay-failed')
        throw new LavaError('overlay-failed', `${error.message} (at ${quoted(path)})`, { cause: error });
      throw error;
    }
  }
}

/** Hands out what it reads, in pieces of the size that is asked for. */
function sourceOf(progress: Progress, parts: Parts, entry: OverlayEntry): Source {
  const chunks = parts.read(progress, entry);
  let rest: Buffer = Buffer.alloc(0);
  return async (most) => {
    if (rest.length === 0) {
      const next = await chunks.next();
      if (next.done) return rest;
      rest = next.value;
    }
    const part = rest.subarray(0, most);
    rest = rest.subarray(part.length);
    return part;
  };
}

/** A system that was not shut down has changes in its journal; they must be in their place first. */
async function playJournal(progress: Progress, image: string, offset: number, work: string): Promise<void> {
  const fs = new ExtFileSystem(image, offset);
  const { needsRecovery } = fs;
  fs.close();
  if (!needsRecovery) return;
  // e2fsck takes options after a ? in the name of a file, so it gets a name of ours.
  const name = join(work, 'journal.img');
  await rename(image, name);
  try {
    const { status, stdout } = await runTool(
      progress,
      ['e2fsck', '-y', '-E', 'journal_only', offset === 0 ? name : `${name}?offset=${offset}`],
      { allowFailure: true },
    );
    // 1: something was changed, as it should be.
    if (status > 1)
      throw new LavaError(
        'overlay-failed',
        `the journal of the image cannot be replayed: ${stdout.trim().slice(-500)}`,
      );
  } finally {
    await rename(name, image);
  }
}
