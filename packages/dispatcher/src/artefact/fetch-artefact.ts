// SPDX-License-Identifier: Apache-2.0
import { link, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Slot } from '../engine/slot.ts';
import type { Run } from '../engine/step.ts';
import { Allowance, unpackedLimit } from '../host/allowance.ts';
import type { Wanted } from '../host/downloads.ts';
import { type OwnFile, ownCopy, ownFile, sharedFile } from '../host/own-file.ts';
import { systemError } from '../host/system-error.ts';
import { loadTar } from '../image/load-tar.ts';
import { writeTree } from '../image/pack.ts';
import { OverlayTree } from '../image/tree.ts';
import { originName, plainName } from '../job/origin-name.ts';
import { fileName } from '../job/path.ts';
import type { DownloadsDirectory } from './downloads-directory.ts';
import { fetchDownloaded } from './fetch-downloaded.ts';
import type { ArtefactFile } from './file.ts';

export interface ArtefactTarget {
  key: string;
  wanted: Wanted;
  compression: string | null | undefined;
  archive: string | undefined;
  file: Slot<ArtefactFile>;
  /** Where an earlier block has left it. */
  downloaded?: DownloadsDirectory | undefined;
  /** The job may change the file, so it gets a copy of its own. */
  writable: boolean;
}

/** Fetches an artefact and puts it, under its own name, into the job's directory. */
export async function fetchArtefact(run: Run, target: ArtefactTarget): Promise<void> {
  const { key, wanted, compression, archive, file } = target;
  const { downloads, workDir } = run.job.host;
  fileName(key, 'name of an artefact');
  run.result({ label: key });
  const from = target.downloaded;
  const fetched = from ? await fetchDownloaded(run, from, wanted) : await downloads.get(run.progress, wanted);
  if (fetched.fromCache) run.log.debug(`${key}: taken from the worker's cache`);
  const directory = await mkdtemp(join(workDir, `${plainName(key)}-`));
  run.cleanup.add(`remove the file of ${key}`, () => rm(directory, { recursive: true, force: true }));
  const path = join(directory, originName(wanted.url, wanted.decompress !== undefined));
  const kept = wanted.decompress === undefined && compression ? { compression } : {};
  const common = { sha256: fetched.sha256, ...kept };
  try {
    if (archive === 'tar') {
      const unpacked = await unpack(run, key, fetched.path, directory);
      file.set({ ...common, shared: false, path: unpacked });
    } else if (target.writable) {
      file.set({ ...common, shared: false, path: await ownCopy(run.progress, fetched.path, path) });
    } else {
      // What is held is in the job's directory too.
      await link(fetched.path, path);
      file.set({ ...common, shared: true, path: sharedFile(path) });
    }
  } catch (error) {
    run.progress.throwIfDone();
    throw systemError(error, key);
  }
  run.result({
    size: fetched.size,
    sha256sum: fetched.sha256,
    ...(Object.keys(fetched.checked).length > 0 && { success: lava(fetched.checked) }),
  });
}

/** LAVA's name of a checksum in results. */
function lava(sums: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(sums).map(([algorithm, sum]) => [`${algorithm}sum`, sum]));
}

async function unpack(run: Run, key: string, archive: string, directory: string): Promise<OwnFile> {
  const tree = new OverlayTree();
  const warn = (text: string) => run.log.warning(text);
  const spool = join(directory, 'contents');
  const allowance = new Allowance(directory, unpackedLimit(run.job.host.settings));
  await loadTar(run.progress, tree, { what: key, archive, spool, allowance, warn });
  const unpacked = join(directory, 'files');
  await writeTree(run.progress, tree, unpacked, warn);
  await rm(spool);
  return ownFile(unpacked);
}
