// SPDX-License-Identifier: Apache-2.0
import type { Method } from '../../engine/method.ts';
import { connectDevice } from '../../steps/connection.ts';
import { resetDevice } from '../../steps/reset.ts';
import { waitFor } from '../../steps/udev.ts';
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
