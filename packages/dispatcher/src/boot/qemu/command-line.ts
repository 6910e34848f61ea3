// SPDX-License-Identifier: Apache-2.0
import { methods } from '@lava/protocol/device/device.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Image } from '../../artefact/images.ts';
import type { PlanContext } from '../../engine/method.ts';
import type { GuestDisk } from '../../image/guest-disk.ts';
import { at, listOf } from '../../job/read.ts';
import { splitShellWords } from '../../job/shell-words.ts';

/** What the device says of QEMU. */
export interface QemuParameters {
  command: string;
  options: string[];
  extra: string[];
}

/** Images that are used otherwise than on the command line. */
const NOT_FOR_QEMU = new Set(['available_loops', 'nfsrootfs', 'offset', 'uefi']);

/** @throws LavaError `device-invalid` when the device says nothing of QEMU */
export function qemuParameters({ device, block }: PlanContext): QemuParameters {
  const boot = methods(device, 'boot');
  const key = block.method === 'qemu-nfs' ? 'qemu-nfs' : 'qemu';
  const parameters = at(boot[key] ?? boot.qemu, 'parameters');
  const command = at(parameters, 'command');
  if (typeof command !== 'string' || command === '')
    throw new LavaError(
      'device-invalid',
      `actions.boot.methods.${key}.parameters.command of the device is missing`,
    );
  return {
    command,
    options: listOf(at(parameters, 'options')).map(String),
    extra: listOf(at(parameters, 'extra')).map(String),
  };
}

/** The command as words: program, the device's options, the job's images, the disk of the overlay. */
export function qemuCommand(
  context: PlanContext,
  images: ReadonlyMap<string, Image>,
  guest: GuestDisk | undefined,
): string[] {
  const { command, options, extra } = qemuParameters(context);
  const uefi = images.get('uefi');
  const words = [command, ...options, ...extra].flatMap(splitShellWords);
  if (uefi) words.push('-L', uefi.file.get().path.replace(/\/[^/]*$/, ''), '-monitor', 'none');
  for (const [key, { argument, file }] of images) {
    if (NOT_FOR_QEMU.has(key) || argument === undefined) continue;
    // Substituted word by word, so that a path with a blank stays one word.
    words.push(...splitShellWords(argument).map((word) => word.replaceAll(`{${key}}`, file.get().path)));
  }
  if (guest) words.push('-drive', guestDrive(context, guest));
  return words;
}

function guestDrive({ device }: PlanContext, guest: GuestDisk): string {
  const parameters = at(methods(device, 'deploy').image, 'parameters', 'guest');
  const bus = at(parameters, 'interface') ?? 'ide';
  const id = at(parameters, 'driveid') ?? 'lavatest';
  return `format=raw,file=${guest.path.replaceAll(',', ',,')},media=disk,if=${bus},id=${id}`;
}
