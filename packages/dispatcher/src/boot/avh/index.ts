// SPDX-License-Identifier: Apache-2.0
import type { Method } from '../../engine/method.ts';
import { deviceHas, refusal } from '../../engine/refusal.ts';
import { expectShell, exportDeviceEnv } from '../../steps/connection.ts';
import { autoLogin } from '../../steps/shell-tail.ts';
import { AvhBlock } from './schema.ts';

export const avh: Method<AvhBlock> = {
  name: 'avh',
  schema: AvhBlock,

  refuses({ device, block }) {
    return refusal([block.method === 'avh', '`method` is not avh'], deviceHas(device, 'boot', 'avh'));
  },

  plan({ block, target }) {
    return {
      name: 'boot-avh',
      retry: true,
      children: [
        { name: 'call-avh' },
        ...('prompts' in block ? [autoLogin()] : []),
        ...(target.needsShell ? [expectShell(), exportDeviceEnv()] : []),
      ],
    };
  },
};
