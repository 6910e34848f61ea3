// SPDX-License-Identifier: Apache-2.0
import type { Method } from '../../engine/method.ts';
import { expectShell, exportDeviceEnv } from '../../login/shell-steps.ts';
import { autoLogin } from '../../login/shell-tail.ts';
import { type AvhBlock, avhSchema } from './schema.ts';

export const avh: Method<AvhBlock> = {
  ...avhSchema,

  plan(context) {
    const { block, target } = context;
    return {
      name: 'boot-avh',
      retry: true,
      children: [
        { name: 'call-avh' },
        ...('prompts' in block ? [autoLogin(context)] : []),
        ...(target.needsShell ? [expectShell(context), exportDeviceEnv(context)] : []),
      ],
    };
  },
};
