// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { ArtefactFile } from '../artefact/file.ts';
import type { Slot } from '../engine/slot.ts';
import type { Run } from '../engine/step.ts';
import { Allowance, unpackedLimit } from '../host/allowance.ts';
import { systemError } from '../host/system-error.ts';
import { appendCpio } from '../image/append-cpio.ts';
import { linksIn } from '../image/cpio-links.ts';
import { addHeader, hasHeader, removeHeader } from '../image/legacy-image.ts';
import { loadTar } from '../image/load-tar.ts';
import { OverlayTree } from '../image/tree.ts';
import type { Overlay } from './overlay.ts';

/** Takes the header of U-Boot off a ramdisk. */
export async function withoutHeader(run: Run, ramdisk: Slot<ArtefactFile>): Promise<void> {
  await change(run, ramdisk, (from, to) => removeHeader(run.progress, 'ramdisk', from, to));
}

/** Puts the test overlay behind what is in the ramdisk already. */
export async function withOverlay(run: Run, ramdisk: Slot<ArtefactFile>, overlay: Overlay): Promise<void> {
  const allowance = new Allowance(run.job.host.workDir, unpackedLimit(run.job.host.settings));
  await change(run, ramdisk, (from, to) => {
    const place = { work: join(to, '..'), name: basename(to), allowance };
    return appendCpio(run.progress, 'ramdisk', from, overlay.tree, place);
  });
  overlay.applied = 'in image';
}

/** Puts an archive of kernel modules behind what is in the ramdisk already. */
export async function withModules(
  run: Run,
  ramdisk: Slot<ArtefactFile>,
  modules: Slot<ArtefactFile>,
): Promise<void> {
  const { progress } = run;
  const allowance = new Allowance(run.job.host.workDir, unpackedLimit(run.job.host.settings));
  await change(run, ramdisk, async (from, to) => {
    const [work, tree] = [join(to, '..'), new OverlayTree()];
    const warn = (text: string) => run.log.warning(text);
    const spool = `${to}.modules`;
    await loadTar(progress, tree, { what: 'modules', archive: modules.get().path, spool, allowance, warn });
    const links = await linksIn(progress, from, tree.directories());
    return appendCpio(progress, 'ramdisk', from, tree.through(links), {
      work,
      name: basename(to),
      allowance,
    });
  });
}

/**
 * Puts the header of U-Boot before a ramdisk that has none.
 * @param architecture word of mkimage
 */
export async function withHeader(
  run: Run,
  ramdisk: Slot<ArtefactFile>,
  architecture: string | undefined,
): Promise<void> {
  if (await hasHeader(ramdisk.get().path)) return;
  if (architecture === undefined)
    throw new LavaError(
      'device-invalid',
      'the device has no mkimage_arch, so its ramdisk cannot get a header',
      {
        hint: 'add mkimage_arch to actions.deploy.parameters of the device',
      },
    );
  await change(run, ramdisk, (from, to) =>
    addHeader(run.progress, from, `${to}.uboot`, { type: 'ramdisk', architecture }),
  );
}

/** A changed copy takes the file's place. */
async function change(
  run: Run,
  slot: Slot<ArtefactFile>,
  make: (from: string, to: string) => Promise<ArtefactFile['path']>,
): Promise<void> {
  const file = slot.get();
  const work = await mkdtemp(join(run.job.host.workDir, 'ramdisk-'));
  run.cleanup.add('remove the changed ramdisk', () => rm(work, { recursive: true, force: true }));
  try {
    const path = await make(file.path, join(work, basename(file.path)));
    slot.set({ ...file, shared: false, path } as ArtefactFile);
  } catch (error) {
    run.progress.throwIfDone();
    throw systemError(error, 'ramdisk');
  }
}
