// SPDX-License-Identifier: Apache-2.0
import type { Method } from '../../engine/method.ts';
import { deviceHas, refusal } from '../../engine/refusal.ts';
import { bootloaderCommands, depthchargeStart } from '../../steps/bootloader.ts';
import { resetConnection } from '../../steps/connection.ts';
import { requireCommands } from '../../steps/require-commands.ts';
import { resetDevice } from '../../steps/reset.ts';
import { shellTail } from '../../steps/shell-tail.ts';
import { DepthchargeBlock } from './schema.ts';

export const depthcharge: Method<DepthchargeBlock> = {
  name: 'depthcharge',
  schema: DepthchargeBlock,

  refuses({ device, block }) {
    if (block.method !== 'depthcharge') return '`method` is not depthcharge';
    requireCommands(block);
    return refusal(deviceHas(device, 'boot', 'depthcharge'));
  },

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
