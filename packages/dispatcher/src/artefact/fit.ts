// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Slot } from '../engine/slot.ts';
import type { Run } from '../engine/step.ts';
import { ownFile } from '../host/own-file.ts';
import { requireTool, runTool } from '../host/tool.ts';
import type { BootImages } from '../job/bootloaders.ts';
import type { ArtefactFile } from './file.ts';
import type { KernelFiles } from './kernel.ts';

export interface FitFiles extends KernelFiles {
  ramdisk: Slot<ArtefactFile> | undefined;
}

/** Name of the image; a kernel of that name is one already. */
const IMAGE = 'image.itb';

/** @throws LavaError `host-tool-missing` */
export function checkFit({ architecture }: BootImages): void {
  if (architecture === undefined) return;
  requireTool('mkimage');
  if (architecture === 'arm64') requireTool('lzma');
}

/**
 * Puts kernel, device tree and ramdisk into one FIT image, which takes the place of the kernel, where the device says by its
 * `mkimage_arch` that its bootloader needs one.
 */
export async function prepareFit(run: Run, images: BootImages, files: FitFiles): Promise<void> {
  const { architecture, loadAddress = '0' } = images;
  const kernel = files.kernel.get();
  if (architecture === undefined || kernel.path.endsWith(`/${IMAGE}`)) {
    run.log.debug('the kernel stays as it is');
    return;
  }
  if (!/^(0x)?[0-9a-f]+$/i.test(loadAddress))
    throw new LavaError('device-invalid', `load_address of the device is not a number: ${loadAddress}`);
  const work = await mkdtemp(join(run.job.host.workDir, 'fit-'));
  run.cleanup.add('remove the FIT image', () => rm(work, { recursive: true, force: true }));
  const packed = architecture === 'arm64';
  const { path, compression } = packed
    ? { path: await compress(run, kernel.path, join(work, 'kernel.lzma')), compression: 'lzma' }
    : { path: kernel.path, compression: 'none' };
  const image = join(work, IMAGE);
  const [dtb, ramdisk] = [files.dtb?.get().path, files.ramdisk?.get().path];
  await runTool(run.progress, [
    ...['mkimage', '-D', '-I dts -O dtb -p 2048', '-f', 'auto', '-A', architecture, '-O', 'linux'],
    ...['-T', 'kernel', '-C', compression, '-d', path, '-a', loadAddress],
    ...[...(dtb ? ['-b', dtb] : []), ...(ramdisk ? ['-i', ramdisk] : []), image],
  ]);
  files.kernel.set({ ...kernel, shared: false, path: ownFile(image) });
  run.log.debug('kernel, device tree and ramdisk are one FIT image now');
}

async function compress(run: Run, from: string, to: string): Promise<string> {
  // Its own output file: a kernel is larger than what a tool may say.
  await runTool(run.progress, ['sh', '-c', 'exec lzma --stdout "$0" >"$1"', from, to]);
  return to;
}
