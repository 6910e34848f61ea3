// SPDX-License-Identifier: Apache-2.0
import type { Method } from '../../engine/method.ts';
import { deviceHas, refusal } from '../../engine/refusal.ts';
import { bootloaderCommands, bootloaderInterrupt, bootloaderOverlay } from '../../steps/bootloader.ts';
import { connectDevice } from '../../steps/connection.ts';
import { resetDevice } from '../../steps/reset.ts';
import { shellTail } from '../../steps/shell-tail.ts';
import { IpxeBlock } from './schema.ts';

export const ipxe: Method<IpxeBlock> = {
  name: 'ipxe',
  schema: IpxeBlock,

  refuses({ device, block }) {
    return refusal([block.method === 'ipxe', '`method` is not ipxe'], deviceHas(device, 'boot', 'ipxe'));
  },

  plan(context) {
    return {
      name: 'bootloader-action',
      children: [
        bootloaderOverlay(),
        connectDevice(),
        {
          name: 'bootloader-retry',
          retry: true,
          children: [
            resetDevice(context),
            bootloaderInterrupt(),
            bootloaderCommands(),
            ...shellTail(context),
          ],
        },
      ],
    };
  },
};
