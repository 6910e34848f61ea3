// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, rm } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Artefact } from '../artefact/artefact-schema.ts';
import type { ArtefactFile, ExtraOverlay } from '../artefact/file.ts';
import type { Slot } from '../engine/slot.ts';
import type { Run } from '../engine/step.ts';
import type { Target } from '../engine/target.ts';
import { systemError } from '../host/system-error.ts';
import { runTool } from '../host/tool.ts';
import { OverlayTree } from '../image/tree.ts';
import { OVERLAY } from './overlay.ts';

export interface OverlaysFor {
  key: string;
  artefact: Artefact;
  file: Slot<ArtefactFile>;
  extra: ExtraOverlay[];
  lava: boolean;
}

/** Puts the test overlay and the job's own files into an image that has been fetched. */
export async function appendOverlays(
  run: Run,
  target: Target,
  { key, artefact, file, extra, lava }: OverlaysFor,
): Promise<void> {
  const work = await mkdtemp(join(run.job.host.workDir, `append-${key}-`));
  run.cleanup.add(`remove the overlay of ${key}`, () => rm(work, { recursive: true, force: true }));
  const tree = new OverlayTree();
  for (const overlay of extra) await addExtra(run, tree, overlay, work);
  const own = lava ? target.slot(OVERLAY).get() : undefined;
  if (own) tree.addAll(own.tree);
  try {
    file.set(await put(run, { key, artefact, image: file.get(), tree, work }));
  } catch (error) {
    run.progress.throwIfDone();
    throw systemError(error, `overlay of ${key}`);
  }
  if (own) own.applied = 'in image';
}

interface Put {
  key: string;
  artefact: Artefact;
  image: ArtefactFile;
  tree: OverlayTree;
  work: string;
}

async function put(run: Run, { key, artefact, image, tree, work }: Put): Promise<ArtefactFile> {
  switch (artefact.format) {
    case 'cpio.newc': {
      const { appendCpio } = await import('../image/append-cpio.ts');
      return { ...image, path: await appendCpio(run.progress, key, image.path, tree, work) };
    }
    case 'tar': {
      const { appendTar } = await import('../image/append-tar.ts');
      return { ...image, path: await appendTar(run.progress, image, tree, work) };
    }
    case 'ext4': {
      const { writeIntoExt4 } = await import('../image/ext4.ts');
      const { partition, sparse } = artefact;
      return {
        ...image,
        path: await writeIntoExt4(run.progress, { image: image.path, tree, work, partition, sparse }),
      };
    }
    case undefined:
      throw new LavaError('job-invalid', `${key} has \`overlays\` but no \`format\``, {
        hint: 'format is cpio.newc, ext4 or tar',
      });
  }
}

async function addExtra(
  run: Run,
  tree: OverlayTree,
  { name, format, path, file }: ExtraOverlay,
  work: string,
) {
  const { path: source } = file.get();
  if (path.split('/').includes('..'))
    throw new LavaError('job-invalid', `the path of overlay ${name} must not contain ..: ${path}`);
  if (format === 'file') {
    tree.file(path, source, 0o755);
    return;
  }
  const directory = await mkdtemp(join(work, 'tar-'));
  await runTool(run.progress, ['tar', '-C', directory, '-xf', source]);
  tree.addTree(posix.join('/', path), directory);
}
