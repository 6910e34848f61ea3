// SPDX-License-Identifier: Apache-2.0

import type { Method } from '../../engine/method.ts';
import { unavailable } from '../../engine/unavailable.ts';
import { connectDevice } from '../../steps/connection.ts';
import { hasHardReset, resetDevice } from '../../steps/reset.ts';
import { waitFor } from '../../steps/udev.ts';
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
