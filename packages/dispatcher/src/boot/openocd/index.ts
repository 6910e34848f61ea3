// SPDX-License-Identifier: Apache-2.0
import type { Method } from '../../engine/method.ts';
import { connectDevice } from '../../steps/connection.ts';
import { restartForProbe } from '../../steps/flash-by-probe.ts';
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
