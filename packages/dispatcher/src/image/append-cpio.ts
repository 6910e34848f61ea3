// SPDX-License-Identifier: Apache-2.0
import { closeSync, openSync, readSync } from 'node:fs';
import { copyFile, open } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Progress } from '@lava/kit/progress.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { runTool } from '../host/tool.ts';
import type { OverlayTree } from './tree.ts';

/** First bytes of what the kernel takes for a ramdisk. */
const FORMATS: Record<string, number[]> = {
  cpio: [0x30, 0x37, 0x30, 0x37, 0x30],
  gz: [0x1f, 0x8b],
  xz: [0xfd, 0x37, 0x7a, 0x58, 0x5a],
  zstd: [0x28, 0xb5, 0x2f, 0xfd],
  bz2: [0x42, 0x5a, 0x68],
  lzma: [0x5d, 0x00, 0x00],
  lzo: [0x89, 0x4c, 0x5a, 0x4f],
  lz4: [0x02, 0x21, 0x4c, 0x18],
};

/**
 * The ramdisk with the overlay after it, as a second archive: the kernel unpacks both, so the first need not be unpacked,
 * however it is compressed. lz4 is the exception: its decoder in the kernel does not find the end of the first archive.
 * @returns path of the new ramdisk
 * @throws LavaError `artefact-invalid` when the file is no ramdisk
 */
export async function appendCpio(
  progress: Progress,
  key: string,
  ramdisk: string,
  tree: OverlayTree,
  work: string,
): Promise<string> {
  const format = formatOf(ramdisk);
  if (!format)
    throw new LavaError(
      'artefact-invalid',
      `${key} is no cpio archive, compressed or not, so no overlay can follow in it`,
    );
  const path = join(work, basename(ramdisk));
  if (format === 'lz4') await runTool(progress, ['lz4', '-dqf', ramdisk, path]);
  else await progress.race(copyFile(ramdisk, path));
  const file = await open(path, 'a');
  try {
    const { size } = await file.stat();
    // Each archive starts at a multiple of 4 bytes; the kernel skips zeros between them.
    await file.write(Buffer.concat([Buffer.alloc((4 - (size % 4)) % 4), tree.cpio()]));
  } finally {
    await file.close();
  }
  return path;
}

function formatOf(path: string): string | undefined {
  const start = Buffer.alloc(6);
  const fd = openSync(path, 'r');
  try {
    readSync(fd, start, 0, start.length, 0);
  } finally {
    closeSync(fd);
  }
  return Object.keys(FORMATS).find((name) => (FORMATS[name] ?? []).every((byte, i) => start[i] === byte));
}
