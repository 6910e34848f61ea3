// SPDX-License-Identifier: Apache-2.0
import { methods } from '@lava/protocol/device/device.ts';
import type { Method } from '../../engine/method.ts';
import { refusal } from '../../engine/refusal.ts';
import { bootBootloader } from '../../steps/boot-bootloader.ts';
import { bootloaderOverlay } from '../../steps/bootloader.ts';
import { BootloaderBlock } from './schema.ts';

export const bootloader: Method<BootloaderBlock> = {
  name: 'bootloader',
  schema: BootloaderBlock,

  refuses({ device, block }) {
    return refusal(
      [block.method === 'bootloader', '`method` is not bootloader'],
      ['bootloader' in block, 'the block has no `bootloader`'],
      [
        Object.hasOwn(methods(device, 'boot'), String(block.bootloader)),
        `the device has no boot method ${block.bootloader}`,
      ],
    );
  },

  plan(context) {
    return {
      name: 'boot-bootloader-retry',
      retry: true,
      children: [bootloaderOverlay(), bootBootloader(context, context.block)],
    };
  },
};
