// SPDX-License-Identifier: Apache-2.0
import { constants, mkdirSync } from 'node:fs';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Slot } from '../engine/slot.ts';
import type { Run } from '../engine/step.ts';
import type { Wanted } from '../host/downloads.ts';
import { systemError } from '../host/system-error.ts';
import { runTool } from '../host/tool.ts';
import type { ArtefactFile } from './file.ts';

export interface ArtefactTarget {
  key: string;
  wanted: Wanted;
  compression: string | null | undefined;
  archive: string | undefined;
  file: Slot<ArtefactFile>;
  /** The job may change the file, so it gets a copy of its own. */
  writable: boolean;
}

/** Fetches an artefact and puts it, under its own name, into the job's directory. */
export async function fetchArtefact(run: Run, target: ArtefactTarget): Promise<void> {
  const { key, wanted, compression, archive, file } = target;
  const { downloads, workDir } = run.job.host;
  // A name is part of a path; a key is whatever the job's author typed.
  if (key.includes('/') || key === '' || key === '..')
    throw new LavaError(
      'job-invalid',
      `${key} is no name for an artefact: it must be a single path component`,
    );
  run.result({ label: key });
  const fetched = await downloads.get(run.progress, wanted);
  if (fetched.fromCache) run.log.debug(`${key}: taken from the worker's cache`);
  const directory = await mkdtemp(join(workDir, `${key}-`));
  run.cleanup.add(`remove the file of ${key}`, () => rm(directory, { recursive: true, force: true }));
  const path = join(directory, fileName(wanted));
  try {
    await place(run, fetched.path, path, target.writable);
  } catch (error) {
    throw systemError(error, key);
  }
  run.result({
    size: fetched.size,
    sha256sum: fetched.sha256,
    ...(Object.keys(fetched.checked).length > 0 && { success: lava(fetched.checked) }),
  });
  const kept = wanted.decompress === undefined && compression ? { compression } : {};
  const ready = archive === 'tar' ? await unpack(run, path, directory) : path;
  file.set({ path: ready, sha256: fetched.sha256, ...kept });
}

/** LAVA's name of a checksum in results. */
function lava(sums: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(sums).map(([algorithm, sum]) => [`${algorithm}sum`, sum]));
}

function fileName({ url, decompress }: Wanted): string {
  const name = decodeURIComponent(basename(new URL(url).pathname)) || 'file';
  const plain = name.replaceAll('/', '_').slice(0, 200);
  return decompress === undefined ? plain : plain.replace(/(?<=.)\.[^.]+$/, '');
}

async function place(run: Run, from: string, to: string, writable: boolean): Promise<void> {
  mkdirSync(join(to, '..'), { recursive: true });
  if (!writable && run.job.host.downloads.cache.link(from, to)) return;
  await run.progress.race(copyFile(from, to, constants.COPYFILE_FICLONE));
}

async function unpack(run: Run, path: string, directory: string): Promise<string> {
  const result = await runTool(run.progress, ['tar', '-C', directory, '-xf', path], { allowFailure: true });
  if (result.status !== 0)
    throw new LavaError(
      'artefact-invalid',
      `${path} cannot be unpacked: ${result.stderr.trim().slice(-1000)}`,
    );
  await rm(path);
  return directory;
}
