// SPDX-License-Identifier: Apache-2.0
import type { Method } from '../../engine/method.ts';
import { bootloaderCommands, bootloaderInterrupt, bootloaderOverlay } from '../../steps/bootloader.ts';
import { connectDevice } from '../../steps/connection.ts';
import { resetDevice } from '../../steps/reset.ts';
import { shellTail } from '../../steps/shell-tail.ts';
import { type BareboxBlock, bareboxSchema } from './schema.ts';

export const barebox: Method<BareboxBlock> = {
  ...bareboxSchema,

  plan(context) {
    return {
      name: 'barebox-action',
      children: [
        bootloaderOverlay(),
        connectDevice(),
        {
          name: 'barebox-retry',
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
