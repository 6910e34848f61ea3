// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Progress } from '@lava/kit/progress.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { runTool } from '../host/tool.ts';
import { writeTree } from './pack.ts';
import type { OverlayTree } from './tree.ts';

export interface Ext4Target {
  /** A file system, or a disk with partitions. Changed in place. */
  image: string;
  tree: OverlayTree;
  work: string;
  /** 0-based number of the partition; undefined: the image is the file system. */
  partition?: number | undefined;
  /** An Android sparse image. */
  sparse?: boolean | undefined;
}

/**
 * Writes the overlay into an ext2/3/4 file system by debugfs: no root, no mount, no appliance. Returns the image's path.
 * @throws LavaError `overlay-failed` when it does not fit or the image is no such file system; `host-tool-missing`
 */
export async function writeIntoExt4(progress: Progress, target: Ext4Target): Promise<string> {
  const { image, tree, work, partition, sparse } = target;
  const raw = sparse ? join(work, 'raw.img') : image;
  if (sparse) await runTool(progress, ['simg2img', image, raw]);
  const files = await mkdtemp(join(work, 'files-'));
  writeTree(tree, files);
  const offset = partition === undefined ? undefined : await partitionOffset(progress, raw, partition);
  const device = offset === undefined ? raw : `${raw}?offset=${offset}`;
  const existing = await existingDirectories(progress, device, tree);
  const commands = debugfsCommands(tree, files, existing).join('\n');
  const result = await runTool(progress, ['debugfs', '-w', '-f', '-', device], {
    input: `${commands}\n`,
    allowFailure: true,
  });
  // debugfs ends with 0 whatever happened; what went wrong it says.
  const trouble = /(no free space|could not allocate|bad magic|filesystem not open|no space).*/i.exec(
    `${result.stderr}\n${result.stdout}`,
  );
  if (result.status !== 0 || trouble)
    throw new LavaError(
      'overlay-failed',
      `the overlay could not be written into the image: ${trouble?.[0] ?? result.stderr.trim()}`,
    );
  if (!sparse) return raw;
  const again = join(work, 'sparse.img');
  await runTool(progress, ['img2simg', raw, again]);
  await rename(again, image);
  return image;
}

/** Bytes from the start of the disk. */
async function partitionOffset(progress: Progress, image: string, partition: number): Promise<number> {
  const { stdout } = await runTool(progress, ['sfdisk', '--json', image]);
  const table = (
    JSON.parse(stdout) as { partitiontable: { partitions: { start: number }[]; sectorsize?: number } }
  ).partitiontable;
  const found = table.partitions[partition];
  if (found) return found.start * (table.sectorsize ?? 512);
  throw new LavaError(
    'artefact-invalid',
    `the image has ${table.partitions.length} partitions; there is no number ${partition}, counted from 0`,
  );
}

/** Directories of the overlay that the image has, by the path that they really are (`/bin` may be a link to `/usr/bin`). */
async function existingDirectories(
  progress: Progress,
  device: string,
  tree: OverlayTree,
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const directory of directoriesOf(tree)) {
    // What is below a directory that is not there is not there either.
    const parent = directory.slice(0, Math.max(0, directory.lastIndexOf('/')));
    if (parent !== '' && !found.has(parent)) continue;
    const { stdout } = await runTool(progress, ['debugfs', '-R', `stat "/${directory}"`, device]);
    const link = /Fast link dest: "([^"]+)"/.exec(stdout)?.[1];
    if (link) found.set(directory, link.replace(/^\//, ''));
    else if (/Type: directory/.test(stdout)) found.set(directory, directory);
  }
  return found;
}

/** Parents before children. */
function directoriesOf(tree: OverlayTree): string[] {
  const all = new Set<string>();
  for (const [path, entry] of tree.entries) {
    const parts = path.split('/');
    const depth = entry.kind === 'directory' ? parts.length : parts.length - 1;
    for (let i = 1; i <= depth; i++) all.add(parts.slice(0, i).join('/'));
  }
  return [...all].sort();
}

function debugfsCommands(tree: OverlayTree, files: string, existing: Map<string, string>): string[] {
  const resolve = (path: string): string => {
    const parts = path.split('/');
    for (let i = parts.length; i > 0; i--) {
      const link = existing.get(parts.slice(0, i).join('/'));
      if (link !== undefined) return `/${[link, ...parts.slice(i)].join('/')}`;
    }
    return `/${path}`;
  };
  const commands = directoriesOf(tree)
    .filter((directory) => !existing.has(directory))
    .map((directory) => `mkdir "${resolve(directory)}"`);
  for (const [path, entry] of tree.entries) {
    if (entry.kind === 'directory') continue;
    const to = resolve(path);
    commands.push(`rm "${to}"`);
    if (entry.kind === 'link') {
      commands.push(`symlink "${to}" "${entry.to}"`);
      continue;
    }
    const mode = (0o100000 | entry.mode).toString(8);
    commands.push(
      `write "${join(files, path)}" "${to}"`,
      `set_inode_field "${to}" mode 0${mode}`,
      `set_inode_field "${to}" uid 0`,
      `set_inode_field "${to}" gid 0`,
    );
  }
  return commands;
}
