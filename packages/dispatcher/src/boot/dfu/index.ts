// SPDX-License-Identifier: Apache-2.0
import { methods } from '@lava/protocol/device/device.ts';
import { connectDevice } from '../../board/connection.ts';
import { resetDevice } from '../../board/reset.ts';
import { waitFor } from '../../board/udev.ts';
import { bootloaderInterrupt } from '../../bootloader/dialogue.ts';
import type { Method } from '../../engine/method.ts';
import { at } from '../../job/read.ts';
import { type DfuBlock, dfuSchema } from './schema.ts';

export const dfu: Method<DfuBlock> = {
  ...dfuSchema,

  plan(context) {
    const viaUBoot = at(methods(context.device, 'boot'), 'dfu', 'implementation') === 'u-boot';
    return {
      name: 'boot-dfu-retry',
      retry: true,
      children: [
        connectDevice(),
        resetDevice(context),
        ...(viaUBoot ? [bootloaderInterrupt(), { name: 'enter-dfu' }] : []),
        waitFor('dfu-device'),
        { name: 'flash-dfu' },
      ],
    };
  },
};
