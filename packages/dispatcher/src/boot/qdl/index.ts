// SPDX-License-Identifier: Apache-2.0
import type { Method } from '../../engine/method.ts';
import { deviceHas, refusal } from '../../engine/refusal.ts';
import { connectDevice } from '../../steps/connection.ts';
import { resetDevice } from '../../steps/reset.ts';
import { waitFor } from '../../steps/udev.ts';
import { QdlBlock } from './schema.ts';

export const qdl: Method<QdlBlock> = {
  name: 'qdl',
  schema: QdlBlock,

  refuses({ device, block }) {
    return refusal([block.method === 'qdl', '`method` is not qdl'], deviceHas(device, 'boot', 'qdl'), [
      'board_qdl_id' in device,
      'the device has no board_qdl_id',
    ]);
  },

  plan(context) {
    return {
      name: 'boot-qdl-retry',
      retry: true,
      children: [
        connectDevice(),
        resetDevice(context),
        { name: 'enter-qdl' },
        waitFor('qdl-device'),
        { name: 'flash-qdl' },
      ],
    };
  },
};
