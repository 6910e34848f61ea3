// SPDX-License-Identifier: Apache-2.0

import { bootBootloader } from '../../bootloader/boot-bootloader.ts';
import { bootloaderOverlay } from '../../bootloader/dialogue.ts';
import type { Method } from '../../engine/method.ts';
import { type BootloaderBlock, bootloaderSchema } from './schema.ts';

export const bootloader: Method<BootloaderBlock> = {
  ...bootloaderSchema,

  plan(context) {
    return {
      name: 'boot-bootloader-retry',
      retry: true,
      children: [bootloaderOverlay(), bootBootloader(context, context.block)],
    };
  },
};
