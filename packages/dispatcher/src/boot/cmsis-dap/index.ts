// SPDX-License-Identifier: Apache-2.0
import { methods } from '@lava/protocol/device/device.ts';
import type { Method } from '../../engine/method.ts';
import { at } from '../../engine/read.ts';
import { deviceHas, refusal } from '../../engine/refusal.ts';
import { connectDevice } from '../../steps/connection.ts';
import { hasHardReset, resetDevice } from '../../steps/reset.ts';
import { waitFor } from '../../steps/udev.ts';
import { CmsisDapBlock } from './schema.ts';

export const cmsisDap: Method<CmsisDapBlock> = {
  name: 'cmsis-dap',
  schema: CmsisDapBlock,

  refuses({ device, block }) {
    const settings = at(methods(device, 'boot'), 'cmsis-dap', 'parameters');
    return refusal(
      [block.method === 'cmsis-dap', '`method` is not cmsis-dap'],
      deviceHas(device, 'boot', 'cmsis-dap'),
      [settings, 'cmsis-dap of the device has no `parameters`'],
      [at(settings, 'usb_mass_device') !== undefined, 'cmsis-dap of the device has no usb_mass_device'],
      ['board_id' in device, 'the device has no board_id'],
    );
  },

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
