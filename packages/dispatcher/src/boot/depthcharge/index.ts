// SPDX-License-Identifier: Apache-2.0
import type { Method } from '../../engine/method.ts';
import { bootloaderCommands, depthchargeStart } from '../../steps/bootloader.ts';
import { resetConnection } from '../../steps/connection.ts';
import { resetDevice } from '../../steps/reset.ts';
import { shellTail } from '../../steps/shell-tail.ts';
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
