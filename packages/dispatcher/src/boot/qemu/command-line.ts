// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Deployed, DeployedGuest } from '../../artefact/deployed.ts';
import type { PlanContext } from '../../engine/method.ts';
import type { GuestDisk } from '../../image/guest-disk.ts';
import { splitShellWords } from '../../job/shell-words.ts';
import type { QemuBlock, QemuDevice } from './schema.ts';

type Context = PlanContext<QemuBlock, QemuDevice>;

/** What the device says of QEMU. */
export interface QemuParameters {
  command: string;
  options: string[];
  extra: string[];
}

/** Images that are used otherwise than on the command line. */
const NOT_FOR_QEMU = new Set(['available_loops', 'nfsrootfs', 'offset', 'uefi']);

/** @throws LavaError `device-invalid` when the device says nothing of QEMU */
export function qemuParameters({ settings, block }: Context): QemuParameters {
  const { command, options, extra } = settings?.parameters ?? {};
  if (!command) {
    const key = block.method === 'qemu-nfs' ? 'qemu-nfs' : 'qemu';
    throw new LavaError(
      'device-invalid',
      `actions.boot.methods.${key}.parameters.command of the device is missing`,
    );
  }
  return { command, options: (options ?? []).map(String), extra: (extra ?? []).map(String) };
}

/** The command as words: program, the device's options, the job's images, the disk of the overlay. */
export function qemuCommand(context: Context, { files: images, guest }: Deployed): string[] {
  const { command, options, extra } = qemuParameters(context);
  const uefi = images.get('uefi');
  const words = [command, ...options, ...extra].flatMap(splitShellWords);
  if (uefi) words.push('-L', uefi.file.get().path.replace(/\/[^/]*$/, ''), '-monitor', 'none');
  for (const [key, { argument, file }] of images) {
    if (NOT_FOR_QEMU.has(key) || argument === undefined) continue;
    // Substituted word by word, so that a path with a blank stays one word.
    words.push(...splitShellWords(argument).map((word) => word.replaceAll(`{${key}}`, file.get().path)));
  }
  const disk = guest?.disk.peek();
  if (guest && disk) words.push('-drive', guestDrive(guest, disk));
  return words;
}

function guestDrive({ bus, drive }: DeployedGuest, { path }: GuestDisk): string {
  return `format=raw,file=${path.replaceAll(',', ',,')},media=disk,if=${bus},id=${drive}`;
}
