// SPDX-License-Identifier: Apache-2.0
import { writeFile } from 'node:fs/promises';
import type { Progress } from '@lava/kit/progress.ts';
import { runTool } from '../host/tool.ts';
import { ExtFileSystem } from './ext/file-system.ts';
import type { OverlayTree } from './tree.ts';
import { writeTreeInto } from './write-ext.ts';

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
  { path, size, strip }: { path: string; size: number; strip: string },
): Promise<GuestDisk> {
  const uuid = crypto.randomUUID();
  const label = 'LAVA';
  await writeFile(path, '', { flag: 'wx', mode: 0o600 });
  const owner = 'root_owner=0:0,lazy_itable_init=1';
  const options = ['-q', '-F', '-t', 'ext2', '-L', label, '-U', uuid, '-m', '0', '-E', owner];
  await runTool(progress, ['mke2fs', ...options, path, `${size}M`]);
  const fs = new ExtFileSystem(path);
  try {
    await writeTreeInto(progress, fs, tree, strip);
    fs.flush();
  } finally {
    fs.close();
  }
  return { path, uuid, label };
}
