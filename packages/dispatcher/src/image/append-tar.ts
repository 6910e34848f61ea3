// SPDX-License-Identifier: Apache-2.0
import { createReadStream, createWriteStream } from 'node:fs';
import { open, rename, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import type { Progress } from '@lava/kit/progress.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Allowance } from '../host/allowance.ts';
import { type Compression, decompress } from '../host/decompress.ts';
import { type OwnFile, ownCopy, ownFile } from '../host/own-file.ts';
import { runTool } from '../host/tool.ts';
import { roomFor } from './room.ts';
import { TarReader } from './tar-reader.ts';
import type { OverlayTree } from './tree.ts';
import { writeTar } from './write-tar.ts';

/** Each makes a file of its own next to the given one. */
const COMPRESSORS: Partial<Record<string, { command: string[]; suffix: string }>> = {
  gz: { command: ['gzip', '-1'], suffix: 'gz' },
  xz: { command: ['xz', '-1', '-T0'], suffix: 'xz' },
  zstd: { command: ['zstd', '-q', '--rm'], suffix: 'zst' },
  bz2: { command: ['bzip2'], suffix: 'bz2' },
};

/**
 * The archive with the overlay's files at its end; a compressed one is compressed again.
 * @param work an empty directory for the new archive, which gets this name
 * @throws LavaError `artefact-invalid` when it is not a tar archive
 */
export async function appendTar(
  progress: Progress,
  { path, compression }: { path: string; compression?: string },
  tree: OverlayTree,
  { work, name, allowance }: { work: string; name: string; allowance: Allowance },
): Promise<OwnFile> {
  const compressor = compression === undefined ? undefined : COMPRESSORS[compression];
  if (compression !== undefined && !compressor)
    throw new LavaError('job-invalid', `an archive cannot be compressed again as ${compression}`);
  roomFor(tree, work, `overlay of ${name}`);
  const plain = join(work, 'archive');
  if (compressor) await decompress(progress, name, compression as Compression, path, plain, allowance);
  else await ownCopy(progress, path, plain);
  await append(progress, name, ownFile(plain), tree);
  if (compressor) await runTool(progress, [...compressor.command, plain]);
  const result = join(work, name);
  await rename(compressor ? `${plain}.${compressor.suffix}` : plain, result);
  return ownFile(result);
}

/** The end of an archive is blocks of zeros; new entries take their place. */
async function append(progress: Progress, what: string, archive: OwnFile, tree: OverlayTree): Promise<void> {
  const reader = new TarReader(createReadStream(archive, { signal: progress.signal }), what);
  for await (const _ of reader.entries()) progress.throwIfDone();
  await truncate(archive, reader.end);
  const file = await open(archive, 'r+');
  await writeTar(progress, tree, createWriteStream('', { fd: file, start: reader.end }));
}
