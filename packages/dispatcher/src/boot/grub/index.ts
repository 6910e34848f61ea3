// SPDX-License-Identifier: Apache-2.0
import { connectDevice } from '../../board/connection.ts';
import { resetDevice } from '../../board/reset.ts';
import { Dialogue } from '../../bootloader/dialogue.ts';
import type { GrubBlock } from '../../bootloader/grub-schema.ts';
import { uefiMenuInterrupt } from '../../bootloader/uefi-menu.ts';
import { method, type PlanContext } from '../../engine/method.ts';
import { retry, unwritten } from '../../engine/step.ts';
import { shellOrInstaller } from '../../login/installer.ts';
import { type GrubDevice, grubSchema } from './schema.ts';

export const grub = method(grubSchema, (context) => {
  const efi = context.block.method === 'grub-efi';
  const dialogue = new Dialogue(context, { kernelFollows: true });
  return retry('grub-main-action', [
    ...dialogue.prepare('bootloader-from-media'),
    connectDevice(context),
    ...(resets(context) ? [resetDevice(context)] : []),
    ...(efi ? [uefiMenuInterrupt(context), unwritten('grub-efi-menu-selector')] : []),
    ...dialogue.steps(),
    ...shellOrInstaller(context),
  ]);
});

function resets({ block, settings }: PlanContext<GrubBlock, GrubDevice>): boolean {
  if (block.reset === false) return false;
  return block.method !== 'grub-efi' || (settings?.reset_device ?? true);
}
