// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, rename } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Progress } from '@lava/kit/progress.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { type Compression, decompress } from '../host/decompress.ts';
import { runTool } from '../host/tool.ts';
import { writeTree } from './pack.ts';
import type { OverlayTree } from './tree.ts';

const COMPRESSORS: Partial<Record<string, string[]>> = {
  gz: ['gzip', '-1'],
  xz: ['xz', '-1', '-T0'],
  zstd: ['zstd', '-q', '--rm'],
  bz2: ['bzip2'],
};

/** The archive with the overlay's files at its end; a compressed one is compressed again. Returns its path. */
export async function appendTar(
  progress: Progress,
  { path, compression }: { path: string; compression?: string },
  tree: OverlayTree,
  work: string,
): Promise<string> {
  const files = await mkdtemp(join(work, 'files-'));
  writeTree(tree, files);
  if (compression === undefined) {
    await append(progress, path, files);
    return path;
  }
  const compressor = COMPRESSORS[compression];
  if (!compressor)
    throw new LavaError('job-invalid', `an archive cannot be compressed again as ${compression}`);
  const plain = join(work, 'archive');
  await decompress(progress, basename(path), compression as Compression, path, plain);
  await append(progress, plain, files);
  await runTool(progress, [...compressor, plain]);
  const suffix = { gz: 'gz', xz: 'xz', zstd: 'zst', bz2: 'bz2' }[compression];
  const result = join(work, basename(path));
  await rename(`${plain}.${suffix}`, result);
  return result;
}

function append(progress: Progress, archive: string, files: string) {
  return runTool(progress, ['tar', '-C', files, '--owner=0', '--group=0', '--append', '-f', archive, '.']);
}
