// SPDX-License-Identifier: Apache-2.0
import { methods } from '@lava/protocol/device/device.ts';
import { connectDevice } from '../../board/connection.ts';
import { resetDevice } from '../../board/reset.ts';
import { bootloaderCommands, bootloaderInterrupt, bootloaderOverlay } from '../../bootloader/dialogue.ts';
import type { GrubBlock } from '../../bootloader/grub-schema.ts';
import { uefiMenuInterrupt } from '../../bootloader/uefi-menu.ts';
import type { Method, PlanContext } from '../../engine/method.ts';
import { at } from '../../job/read.ts';
import { shellOrInstaller } from '../../login/installer.ts';
import { grubSchema } from './schema.ts';

export const grub: Method<GrubBlock> = {
  ...grubSchema,

  plan(context) {
    const { method } = context.block;
    return {
      name: 'grub-main-action',
      retry: true,
      children: [
        { name: 'bootloader-from-media' },
        bootloaderOverlay(),
        connectDevice(),
        ...(resets(context) ? [resetDevice(context)] : []),
        ...(method === 'grub-efi' ? [uefiMenuInterrupt(), { name: 'grub-efi-menu-selector' }] : []),
        bootloaderInterrupt(),
        bootloaderCommands(),
        ...shellOrInstaller(context),
      ],
    };
  },
};

function resets({ block, device }: PlanContext<GrubBlock>): boolean {
  if (block.reset === false) return false;
  if (block.method !== 'grub-efi') return true;
  return Boolean(at(methods(device, 'boot'), 'grub-efi', 'reset_device') ?? true);
}
