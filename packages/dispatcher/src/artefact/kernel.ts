// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Slot } from '../engine/slot.ts';
import type { Run } from '../engine/step.ts';
import type { OwnFile } from '../host/own-file.ts';
import { systemError } from '../host/system-error.ts';
import { joinFiles } from '../image/copy-bytes.ts';
import { addHeader, HEADER } from '../image/legacy-image.ts';
import { type KernelType, kernelBoot } from '../job/boot-command.ts';
import type { BootImages } from '../job/bootloaders.ts';
import type { ArtefactFile } from './file.ts';

export interface KernelFiles {
  kernel: Slot<ArtefactFile>;
  dtb: Slot<ArtefactFile> | undefined;
  type: KernelType | undefined;
}

/** Brings the kernel into the form that U-Boot takes on this device. */
export async function prepareKernelFile(run: Run, images: BootImages, files: KernelFiles): Promise<void> {
  const boot = kernelBoot(images, files.type);
  const { dtb } = files;
  if (images.appendDtb && dtb)
    await change(run, files.kernel, (from, to) =>
      joinFiles(run.progress, [from, dtb.get().path], `${to}-dtb`),
    );
  if (!boot?.converted) {
    run.log.debug(`the kernel stays as it is${boot ? `, for ${boot.command}` : ''}`);
    return;
  }
  const { architecture } = images;
  if (architecture === undefined)
    throw new LavaError(
      'device-invalid',
      'the device has no mkimage_arch, so its kernel cannot get a header',
      {
        hint: 'add mkimage_arch to actions.deploy.parameters of the device',
      },
    );
  const load = address(images.textOffset ?? boot.addresses.kernel);
  await change(run, files.kernel, (from, to) =>
    addHeader(run.progress, from, `${to}.uImage`, {
      ...{ type: 'kernel', architecture, load },
      entry: images.executeInPlace ? load + HEADER : load,
    }),
  );
  run.log.debug(`the kernel is a legacy image now, for ${boot.command} at 0x${load.toString(16)}`);
}

/** A changed copy takes the kernel's place. */
async function change(
  run: Run,
  kernel: Slot<ArtefactFile>,
  make: (from: string, to: string) => Promise<OwnFile>,
): Promise<void> {
  const file = kernel.get();
  try {
    const work = await mkdtemp(join(run.job.host.workDir, 'kernel-'));
    run.cleanup.add('remove the prepared kernel', () => rm(work, { recursive: true, force: true }));
    kernel.set({ ...file, shared: false, path: await make(file.path, join(work, basename(file.path))) });
  } catch (error) {
    run.progress.throwIfDone();
    throw systemError(error, 'kernel');
  }
}

function address(text: string | undefined): number {
  const number = Number(text);
  if (text !== undefined && Number.isInteger(number) && number >= 0 && number <= 0xffffffff) return number;
  throw new LavaError(
    'device-invalid',
    `the load address of the kernel must be a number of 32 bits, found ${text ?? 'none'}`,
    { hint: 'see parameters.bootm.kernel and parameters.text_offset of the device' },
  );
}
