// SPDX-License-Identifier: Apache-2.0
import { methods } from '@lava/protocol/device/device.ts';
import type { Method, PlanContext } from '../../engine/method.ts';
import { at } from '../../engine/read.ts';
import { refusal } from '../../engine/refusal.ts';
import { bootloaderCommands, bootloaderInterrupt, bootloaderOverlay } from '../../steps/bootloader.ts';
import { connectDevice } from '../../steps/connection.ts';
import { shellOrInstaller } from '../../steps/installer.ts';
import { resetDevice } from '../../steps/reset.ts';
import { uefiMenuInterrupt } from '../../steps/uefi-menu.ts';
import { GrubBlock } from './schema.ts';

export const grub: Method<GrubBlock> = {
  name: 'grub',
  schema: GrubBlock,

  refuses({ device, block }) {
    const boot = methods(device, 'boot');
    return refusal(
      [block.method === 'grub' || block.method === 'grub-efi', '`method` is none of grub, grub-efi'],
      ['grub' in boot || 'grub-efi' in boot, 'the device has no boot method grub or grub-efi'],
      [at(boot, 'grub', 'sequence') === undefined, 'grub of the device has a `sequence`'],
    );
  },

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
