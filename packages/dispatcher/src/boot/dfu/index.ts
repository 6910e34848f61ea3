// SPDX-License-Identifier: Apache-2.0
import { methods } from '@lava/protocol/device/device.ts';
import type { Method } from '../../engine/method.ts';
import { at } from '../../engine/read.ts';
import { bootloaderInterrupt } from '../../steps/bootloader.ts';
import { connectDevice } from '../../steps/connection.ts';
import { resetDevice } from '../../steps/reset.ts';
import { waitFor } from '../../steps/udev.ts';
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
