// SPDX-License-Identifier: Apache-2.0

import { connectDevice } from '../../board/connection.ts';
import { hasHardReset, resetDevice } from '../../board/reset.ts';
import { waitFor } from '../../board/udev.ts';
import type { Method } from '../../engine/method.ts';
import { unavailable } from '../../engine/unavailable.ts';
import { type GdbBlock, gdbSchema } from './schema.ts';

export const gdb: Method<GdbBlock> = {
  ...gdbSchema,

  plan(context) {
    return {
      name: 'boot-gdb',
      children: [
        {
          name: 'boot-gdb-retry',
          validate: unavailable,
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
