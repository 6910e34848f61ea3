// SPDX-License-Identifier: Apache-2.0
import { methods } from '@lava/protocol/device/device.ts';
import type { Method } from '../../engine/method.ts';
import { at } from '../../engine/read.ts';
import { deviceHas, refusal } from '../../engine/refusal.ts';
import { bootloaderInterrupt } from '../../steps/bootloader.ts';
import { connectDevice } from '../../steps/connection.ts';
import { resetDevice } from '../../steps/reset.ts';
import { waitFor } from '../../steps/udev.ts';
import { DfuBlock } from './schema.ts';

export const dfu: Method<DfuBlock> = {
  name: 'dfu',
  schema: DfuBlock,

  refuses({ device, block }) {
    return refusal([block.method === 'dfu', '`method` is not dfu'], deviceHas(device, 'boot', 'dfu'), [
      'board_id' in device,
      'the device has no board_id',
    ]);
  },

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
