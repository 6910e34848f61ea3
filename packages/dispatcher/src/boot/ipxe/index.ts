// SPDX-License-Identifier: Apache-2.0

import { connectDevice } from '../../board/connection.ts';
import { resetDevice } from '../../board/reset.ts';
import { bootloaderCommands, bootloaderInterrupt, bootloaderOverlay } from '../../bootloader/dialogue.ts';
import type { Method } from '../../engine/method.ts';
import { shellTail } from '../../login/shell-tail.ts';
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
