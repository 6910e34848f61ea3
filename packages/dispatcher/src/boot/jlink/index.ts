// SPDX-License-Identifier: Apache-2.0
import type { Method } from '../../engine/method.ts';
import { deviceHas, refusal } from '../../engine/refusal.ts';
import { connectDevice } from '../../steps/connection.ts';
import { restartForProbe } from '../../steps/flash-by-probe.ts';
import { JlinkBlock } from './schema.ts';

export const jlink: Method<JlinkBlock> = {
  name: 'jlink',
  schema: JlinkBlock,

  refuses({ device, block }) {
    return refusal([block.method === 'jlink', '`method` is not jlink'], deviceHas(device, 'boot', 'jlink'), [
      'board_id' in device,
      'the device has no board_id',
    ]);
  },

  plan(context) {
    return {
      name: 'boot-jlink-image',
      retry: true,
      children: [...restartForProbe(context), connectDevice(), { name: 'flash-jlink' }],
    };
  },
};
