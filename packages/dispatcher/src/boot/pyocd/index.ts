// SPDX-License-Identifier: Apache-2.0
import { methods } from '@lava/protocol/device/device.ts';
import type { Method } from '../../engine/method.ts';
import { at } from '../../engine/read.ts';
import { deviceHas, refusal } from '../../engine/refusal.ts';
import { connectDevice } from '../../steps/connection.ts';
import { restartForProbe } from '../../steps/flash-by-probe.ts';
import { PyocdBlock } from './schema.ts';

export const pyocd: Method<PyocdBlock> = {
  name: 'pyocd',
  schema: PyocdBlock,

  refuses({ device, block }) {
    return refusal([block.method === 'pyocd', '`method` is not pyocd'], deviceHas(device, 'boot', 'pyocd'), [
      'board_id' in device,
      'the device has no board_id',
    ]);
  },

  plan(context) {
    const connectFirst = at(methods(context.device, 'boot'), 'pyocd', 'parameters', 'connect_before_flash');
    const flash = { name: 'flash-pyocd' };
    return {
      name: 'boot-pyocd-image',
      retry: true,
      children: [
        {
          // Twice the same name, as LAVA has it; dashboards know these levels.
          name: 'boot-pyocd-image',
          retry: true,
          children: [
            ...restartForProbe(context),
            ...(connectFirst ? [connectDevice(), flash] : [flash, connectDevice()]),
          ],
        },
      ],
    };
  },
};
