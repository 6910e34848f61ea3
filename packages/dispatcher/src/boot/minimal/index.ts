// SPDX-License-Identifier: Apache-2.0
import type { Method } from '../../engine/method.ts';
import { deviceHas, refusal } from '../../engine/refusal.ts';
import { connectDevice } from '../../steps/connection.ts';
import { preOsCommand, prePowerCommand } from '../../steps/power.ts';
import { resetDevice } from '../../steps/reset.ts';
import { shellTail } from '../../steps/shell-tail.ts';
import { MinimalBlock } from './schema.ts';

export const minimal: Method<MinimalBlock> = {
  name: 'minimal',
  schema: MinimalBlock,

  refuses({ device, block }) {
    return refusal(
      [block.method === 'minimal', '`method` is not minimal'],
      deviceHas(device, 'boot', 'minimal'),
    );
  },

  plan(context) {
    const { block } = context;
    return {
      name: 'minimal-boot',
      retry: true,
      children: [
        connectDevice(),
        ...(block.pre_power_command ? [prePowerCommand()] : []),
        ...(block.pre_os_command ? [preOsCommand()] : []),
        ...(block.reset === false ? [] : [resetDevice(context)]),
        ...shellTail(context),
      ],
    };
  },
};
