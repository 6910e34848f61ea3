// SPDX-License-Identifier: Apache-2.0
import type { Method } from '../../engine/method.ts';
import { deviceHas, refusal } from '../../engine/refusal.ts';
import { connectDevice } from '../../steps/connection.ts';
import { restartForProbe } from '../../steps/flash-by-probe.ts';
import { OpenocdBlock } from './schema.ts';

export const openocd: Method<OpenocdBlock> = {
  name: 'openocd',
  schema: OpenocdBlock,

  refuses({ device, block }) {
    return refusal(
      [block.method === 'openocd', '`method` is not openocd'],
      deviceHas(device, 'boot', 'openocd'),
      ['board_id' in device, 'the device has no board_id'],
    );
  },

  plan(context) {
    return {
      name: 'boot-openocd-image',
      retry: true,
      children: [...restartForProbe(context), connectDevice(), { name: 'flash-openocd' }],
    };
  },
};
