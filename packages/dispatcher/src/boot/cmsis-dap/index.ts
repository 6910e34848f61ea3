// SPDX-License-Identifier: Apache-2.0
import { methods } from '@lava/protocol/device/device.ts';
import { connectDevice } from '../../board/connection.ts';
import { hasHardReset, resetDevice } from '../../board/reset.ts';
import { waitFor } from '../../board/udev.ts';
import type { Method } from '../../engine/method.ts';
import { at } from '../../job/read.ts';
import { type CmsisDapBlock, cmsisDapSchema } from './schema.ts';

export const cmsisDap: Method<CmsisDapBlock> = {
  ...cmsisDapSchema,

  plan(context) {
    const { device } = context;
    const settings = at(methods(device, 'boot'), 'cmsis-dap', 'parameters');
    return {
      name: 'boot-cmsis-retry',
      retry: true,
      children: [
        ...(hasHardReset(device) ? [resetDevice(context), waitFor('device-path')] : []),
        { name: 'flash-cmsis' },
        ...((at(settings, 'resets_after_flash') ?? true) ? [waitFor('usb-serial')] : []),
        connectDevice(),
      ],
    };
  },
};
