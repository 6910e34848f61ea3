// SPDX-License-Identifier: Apache-2.0

import { connectDevice } from '../../board/connection.ts';
import { resetDevice } from '../../board/reset.ts';
import { bootloaderCommands, bootloaderInterrupt, bootloaderOverlay } from '../../bootloader/dialogue.ts';
import type { Method } from '../../engine/method.ts';
import { shellTail } from '../../login/shell-tail.ts';
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
