// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Run } from '../engine/step.ts';
import { Allowance, unpackedLimit } from '../host/allowance.ts';
import { decompress } from '../host/decompress.ts';
import type { Fetched, Wanted } from '../host/downloads.ts';
import { sharedFile } from '../host/own-file.ts';
import type { Algorithm, Sums } from '../host/sums.ts';
import type { DownloadsDirectory } from './downloads-directory.ts';

/** A file of an earlier block `to: downloads`: `downloads://NAME`. */
export async function fetchDownloaded(
  run: Run,
  downloads: DownloadsDirectory,
  { label, url, decompress: compression, sums }: Wanted,
): Promise<Fetched> {
  const directory = await mkdtemp(join(run.job.host.workDir, 'downloaded-'));
  const name = decodeURIComponent(new URL(url).href.replace(/^downloads:\/*/, ''));
  const { path, size } = await downloads.take(run, name, join(directory, 'file'));
  const checked = await sumsOf(run, path, ['sha256', ...(Object.keys(sums) as Algorithm[])]);
  for (const [algorithm, wanted] of Object.entries(sums) as [Algorithm, string][])
    if (checked[algorithm] !== wanted)
      throw new LavaError(
        'download-checksum',
        `${label}: ${algorithm} of the file is ${checked[algorithm]}, expected ${wanted}`,
      );
  const { sha256 = '' } = checked;
  const about = { size, sha256, checked: sums, fromCache: false };
  if (compression === undefined) return { ...about, path: sharedFile(path) };
  const unpacked = join(directory, 'unpacked');
  const allowance = new Allowance(directory, unpackedLimit(run.job.host.settings));
  await decompress(run.progress, label, compression, path, unpacked, allowance);
  return { ...about, path: sharedFile(unpacked) };
}

async function sumsOf(run: Run, path: string, algorithms: Algorithm[]): Promise<Sums> {
  const hashes = [...new Set(algorithms)].map((name) => [name, createHash(name)] as const);
  for await (const chunk of createReadStream(path, { signal: run.progress.signal }))
    for (const [, hash] of hashes) hash.update(chunk);
  return Object.fromEntries(hashes.map(([name, hash]) => [name, hash.digest('hex')]));
}
