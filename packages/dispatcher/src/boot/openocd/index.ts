// SPDX-License-Identifier: Apache-2.0

import { connectDevice } from '../../board/connection.ts';
import type { Method } from '../../engine/method.ts';
import { restartForProbe } from '../../flash/restart-for-probe.ts';
import { type OpenocdBlock, openocdSchema } from './schema.ts';

export const openocd: Method<OpenocdBlock> = {
  ...openocdSchema,

  plan(context) {
    return {
      name: 'boot-openocd-image',
      retry: true,
      children: [...restartForProbe(context), connectDevice(), { name: 'flash-openocd' }],
    };
  },
};
