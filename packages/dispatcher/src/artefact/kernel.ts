// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Slot } from '../engine/slot.ts';
import type { Run } from '../engine/step.ts';
import { ownFile } from '../host/own-file.ts';
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
  if (images.appendDtb && files.dtb) await appendDtb(run, files.kernel, files.dtb);
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
  const file = files.kernel.get();
  const path = await addHeader(
    run.progress,
    file.path,
    join(await place(run), `${basename(file.path)}.uImage`),
    {
      ...{ type: 'kernel', architecture, load },
      entry: images.executeInPlace ? load + HEADER : load,
    },
  );
  files.kernel.set({ ...file, shared: false, path });
  run.log.debug(`the kernel is a legacy image now, for ${boot.command} at 0x${load.toString(16)}`);
}

async function appendDtb(run: Run, kernel: Slot<ArtefactFile>, dtb: Slot<ArtefactFile>): Promise<void> {
  const file = kernel.get();
  const path = join(await place(run), `${basename(file.path)}-dtb`);
  const both = Buffer.concat([await readFile(file.path), await readFile(dtb.get().path)]);
  await writeFile(path, both, { flag: 'wx', mode: 0o600 });
  kernel.set({ ...file, shared: false, path: ownFile(path) });
}

async function place(run: Run): Promise<string> {
  const made = await mkdtemp(join(run.job.host.workDir, 'kernel-'));
  run.cleanup.add('remove the prepared kernel', () => rm(made, { recursive: true, force: true }));
  return made;
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
