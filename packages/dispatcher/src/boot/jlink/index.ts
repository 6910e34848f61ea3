// SPDX-License-Identifier: Apache-2.0

import { connectDevice } from '../../board/connection.ts';
import type { Method } from '../../engine/method.ts';
import { restartForProbe } from '../../flash/restart-for-probe.ts';
import { type JlinkBlock, jlinkSchema } from './schema.ts';

export const jlink: Method<JlinkBlock> = {
  ...jlinkSchema,

  plan(context) {
    return {
      name: 'boot-jlink-image',
      retry: true,
      children: [...restartForProbe(context), connectDevice(), { name: 'flash-jlink' }],
    };
  },
};
