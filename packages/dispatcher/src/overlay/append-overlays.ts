// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Artefact } from '../artefact/artefact-schema.ts';
import type { ArtefactFile, ExtraOverlay } from '../artefact/file.ts';
import { Slot } from '../engine/slot.ts';
import type { Run } from '../engine/step.ts';
import { Allowance, unpackedLimit } from '../host/allowance.ts';
import { ownCopy, ownFile } from '../host/own-file.ts';
import { systemError } from '../host/system-error.ts';
import { loadTar } from '../image/load-tar.ts';
import { openRegular } from '../image/part.ts';
import { OverlayTree } from '../image/tree.ts';
import { cleanPath, fileName, quoted } from '../job/path.ts';
import type { Overlay } from './overlay.ts';

export interface OverlaysFor {
  key: string;
  artefact: Artefact;
  file: Slot<ArtefactFile>;
  extra: ExtraOverlay[];
  /** The test overlay, where it goes into this file. */
  overlay: Overlay | undefined;
}

/** Puts the test overlay and the job's own files into an image that has been fetched. */
export async function appendOverlays(
  run: Run,
  { key, artefact, file, extra, overlay: own }: OverlaysFor,
): Promise<void> {
  fileName(key, 'name of an artefact');
  const work = await mkdtemp(join(run.job.host.workDir, 'append-'));
  run.cleanup.add(`remove the overlay of ${key}`, () => rm(work, { recursive: true, force: true }));
  const tree = new OverlayTree();
  for (const overlay of extra) await addExtra(run, tree, overlay, work);
  if (own) tree.addAll(own.tree);
  try {
    file.set(await put(run, { key, artefact, image: file.get(), tree, work }));
  } catch (error) {
    run.progress.throwIfDone();
    throw systemError(error, `overlay of ${key}`);
  }
  if (own) own.applied = 'in image';
}

/**
 * The same for an image in a directory that was unpacked from an archive.
 * @param inside its path there
 * @throws LavaError `artefact-invalid` when there is no such file
 */
export async function appendInside(run: Run, overlays: OverlaysFor, inside: string): Promise<void> {
  const { path } = overlays.file.get();
  const image = join(path, cleanPath(inside, `file of ${overlays.key}`));
  const file = await openRegular(image);
  const sparse = (await file.read(Buffer.alloc(4), 0, 4, 0)).buffer.readUInt32LE() === SPARSE;
  await file.close();
  const slot = new Slot<ArtefactFile>(inside);
  slot.set({ path: ownFile(image), shared: false, sha256: '' });
  await appendOverlays(run, { ...overlays, file: slot, artefact: { ...overlays.artefact, sparse } });
}

/** How an Android sparse image begins. */
const SPARSE = 0xed26ff3a;

interface Put {
  key: string;
  artefact: Artefact;
  image: ArtefactFile;
  tree: OverlayTree;
  work: string;
}

async function put(run: Run, { key, artefact, image, tree, work }: Put): Promise<ArtefactFile> {
  const { progress } = run;
  const options = { work, name: basename(image.path), allowance: allowanceOf(run, work) };
  switch (artefact.format) {
    case 'cpio.newc': {
      const { appendCpio } = await import('../image/append-cpio.ts');
      return { ...image, shared: false, path: await appendCpio(progress, key, image.path, tree, options) };
    }
    case 'tar': {
      const { appendTar } = await import('../image/append-tar.ts');
      return { ...image, shared: false, path: await appendTar(progress, image, tree, options) };
    }
    case 'ext4': {
      const { writeIntoExt } = await import('../image/write-ext.ts');
      const { partition, sparse } = artefact;
      const own = image.shared ? await ownCopy(progress, image.path, join(work, options.name)) : image.path;
      const tools = await mkdtemp(join(work, 'ext-'));
      await writeIntoExt(progress, { image: own, tree, work: tools, partition, sparse });
      return { ...image, shared: false, path: own };
    }
    default:
      throw new LavaError('job-invalid', `${key} has \`overlays\` but no \`format\` that can take them`, {
        hint: 'format is cpio.newc, ext4 or tar',
      });
  }
}

function allowanceOf(run: Run, work: string): Allowance {
  return new Allowance(work, unpackedLimit(run.job.host.settings));
}

async function addExtra(
  run: Run,
  tree: OverlayTree,
  { name, format, path, file }: ExtraOverlay,
  work: string,
): Promise<void> {
  const what = `overlay ${quoted(name)}`;
  const { path: source } = file.get();
  if (format === 'file') {
    const { size } = await stat(source);
    tree.set(path, { kind: 'file', mode: 0o755, uid: 0, gid: 0, source, at: 0, size }, '', what);
    return;
  }
  const spool = join(await mkdtemp(join(work, 'tar-')), 'contents');
  const warn = (text: string) => run.log.warning(text);
  const allowance = allowanceOf(run, work);
  await loadTar(run.progress, tree, { what, archive: source, below: path, spool, allowance, warn });
}
