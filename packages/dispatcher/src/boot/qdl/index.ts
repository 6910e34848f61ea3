// SPDX-License-Identifier: Apache-2.0

import { connectDevice } from '../../board/connection.ts';
import { resetDevice } from '../../board/reset.ts';
import { waitFor } from '../../board/udev.ts';
import type { Method } from '../../engine/method.ts';
import { type QdlBlock, qdlSchema } from './schema.ts';

export const qdl: Method<QdlBlock> = {
  ...qdlSchema,

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
