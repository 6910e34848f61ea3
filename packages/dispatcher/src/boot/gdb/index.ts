// SPDX-License-Identifier: Apache-2.0
import { methods } from '@lava/protocol/device/device.ts';
import type { Method } from '../../engine/method.ts';
import { at } from '../../engine/read.ts';
import { deviceHas, refusal } from '../../engine/refusal.ts';
import { connectDevice } from '../../steps/connection.ts';
import { hasHardReset, resetDevice } from '../../steps/reset.ts';
import { waitFor } from '../../steps/udev.ts';
import { GdbBlock } from './schema.ts';

export const gdb: Method<GdbBlock> = {
  name: 'gdb',
  schema: GdbBlock,

  refuses({ device, block }) {
    const commands = String(block.commands);
    return refusal(
      [block.method === 'gdb', '`method` is not gdb'],
      deviceHas(device, 'boot', 'gdb'),
      ['commands' in block, 'the block has no `commands`'],
      [
        at(methods(device, 'boot'), 'gdb', commands) !== undefined,
        `gdb of the device has no command list ${commands}`,
      ],
    );
  },

  plan(context) {
    return {
      name: 'boot-gdb',
      children: [
        {
          name: 'boot-gdb-retry',
          retry: true,
          children: [
            ...(hasHardReset(context.device) ? [resetDevice(context)] : []),
            waitFor('usb-serial'),
            connectDevice(),
          ],
        },
      ],
    };
  },
};
