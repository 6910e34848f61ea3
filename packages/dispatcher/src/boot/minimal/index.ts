// SPDX-License-Identifier: Apache-2.0

import { connectDevice } from '../../board/connection.ts';
import { preOsCommand, prePowerCommand } from '../../board/power.ts';
import { resetDevice } from '../../board/reset.ts';
import type { Method } from '../../engine/method.ts';
import { shellTail } from '../../login/shell-tail.ts';
import { type MinimalBlock, minimalSchema } from './schema.ts';

export const minimal: Method<MinimalBlock> = {
  ...minimalSchema,

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
