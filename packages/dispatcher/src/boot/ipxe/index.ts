// SPDX-License-Identifier: Apache-2.0
import type { Method } from '../../engine/method.ts';
import { bootloaderCommands, bootloaderInterrupt, bootloaderOverlay } from '../../steps/bootloader.ts';
import { connectDevice } from '../../steps/connection.ts';
import { resetDevice } from '../../steps/reset.ts';
import { shellTail } from '../../steps/shell-tail.ts';
import { type IpxeBlock, ipxeSchema } from './schema.ts';

export const ipxe: Method<IpxeBlock> = {
  ...ipxeSchema,

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
