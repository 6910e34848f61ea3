// SPDX-License-Identifier: Apache-2.0
import type { Method } from '../../engine/method.ts';
import { deviceHas, refusal } from '../../engine/refusal.ts';
import { bootloaderCommands, bootloaderInterrupt, bootloaderOverlay } from '../../steps/bootloader.ts';
import { connectDevice } from '../../steps/connection.ts';
import { requireCommands } from '../../steps/require-commands.ts';
import { resetDevice } from '../../steps/reset.ts';
import { shellTail } from '../../steps/shell-tail.ts';
import { BareboxBlock } from './schema.ts';

export const barebox: Method<BareboxBlock> = {
  name: 'barebox',
  schema: BareboxBlock,

  refuses({ device, block }) {
    if (block.method !== 'barebox') return '`method` is not barebox';
    requireCommands(block);
    return refusal(deviceHas(device, 'boot', 'barebox'));
  },

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
