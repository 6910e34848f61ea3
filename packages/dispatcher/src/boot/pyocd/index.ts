// SPDX-License-Identifier: Apache-2.0
import { methods } from '@lava/protocol/device/device.ts';
import { connectDevice } from '../../board/connection.ts';
import type { Method } from '../../engine/method.ts';
import { restartForProbe } from '../../flash/restart-for-probe.ts';
import { at } from '../../job/read.ts';
import { type PyocdBlock, pyocdSchema } from './schema.ts';

export const pyocd: Method<PyocdBlock> = {
  ...pyocdSchema,

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
