// SPDX-License-Identifier: Apache-2.0
import { methods } from '@lava/protocol/device/device.ts';
import type { Method, PlanContext } from '../../engine/method.ts';
import { at } from '../../engine/read.ts';
import { bootloaderCommands, bootloaderInterrupt, bootloaderOverlay } from '../../steps/bootloader.ts';
import { connectDevice } from '../../steps/connection.ts';
import type { GrubBlock } from '../../steps/grub-schema.ts';
import { shellOrInstaller } from '../../steps/installer.ts';
import { resetDevice } from '../../steps/reset.ts';
import { uefiMenuInterrupt } from '../../steps/uefi-menu.ts';
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
