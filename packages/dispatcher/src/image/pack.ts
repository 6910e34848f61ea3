// SPDX-License-Identifier: Apache-2.0
import { chmodSync, copyFileSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Progress } from '@lava/kit/progress.ts';
import { runTool } from '../host/tool.ts';
import type { OverlayTree } from './tree.ts';

/**
 * Writes the overlay into a directory of the worker, for tools that pack directories.
 * @param strip leave out this leading directory of each path
 */
export function writeTree(tree: OverlayTree, directory: string, strip = ''): void {
  mkdirSync(directory, { recursive: true });
  for (const [path, entry] of tree.entries) {
    if (!path.startsWith(strip)) continue;
    const to = join(directory, path.slice(strip.length));
    mkdirSync(entry.kind === 'directory' ? to : dirname(to), { recursive: true });
    if (entry.kind === 'directory') continue;
    rmSync(to, { force: true });
    if (entry.kind === 'link') symlinkSync(entry.to, to);
    else if (entry.kind === 'file') copyFileSync(entry.source, to);
    else writeFileSync(to, entry.text);
    if (entry.kind !== 'link') chmodSync(to, entry.mode);
  }
}

/** The overlay as gzip-compressed tar archive, owned by root. */
export async function packTar(
  progress: Progress,
  tree: OverlayTree,
  work: string,
  to: string,
): Promise<void> {
  writeTree(tree, work);
  await runTool(progress, ['tar', '-C', work, '--owner=0', '--group=0', '-czf', to, '.']);
}

/** An ext2 image with a part of the overlay at its root. */
export interface GuestDisk {
  path: string;
  uuid: string;
  label: string;
}

/**
 * @param size megabytes; the file is sparse
 * @param strip this directory of the overlay becomes the root of the image
 */
export async function makeGuestDisk(
  progress: Progress,
  tree: OverlayTree,
  { work, path, size, strip }: { work: string; path: string; size: number; strip: string },
): Promise<GuestDisk> {
  writeTree(tree, work, strip);
  const uuid = crypto.randomUUID();
  const label = 'LAVA';
  const owner = 'root_owner=0:0,lazy_itable_init=1';
  const options = ['-q', '-F', '-t', 'ext2', '-L', label, '-U', uuid, '-m', '0', '-E', owner, '-d', work];
  await runTool(progress, ['mke2fs', ...options, path, `${size}M`]);
  return { path, uuid, label };
}
