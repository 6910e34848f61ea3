// SPDX-License-Identifier: Apache-2.0

import { resetConnection } from '../../board/connection.ts';
import { resetDevice } from '../../board/reset.ts';
import { bootloaderCommands, depthchargeStart } from '../../bootloader/dialogue.ts';
import type { Method } from '../../engine/method.ts';
import { shellTail } from '../../login/shell-tail.ts';
import { type DepthchargeBlock, depthchargeSchema } from './schema.ts';

export const depthcharge: Method<DepthchargeBlock> = {
  ...depthchargeSchema,

  plan(context) {
    return {
      name: 'depthcharge-action',
      children: [
        { name: 'depthcharge-overlay' },
        {
          name: 'depthcharge-retry',
          retry: true,
          children: [
            resetConnection(),
            resetDevice(context),
            depthchargeStart(),
            bootloaderCommands(),
            ...shellTail(context),
          ],
        },
      ],
    };
  },
};
