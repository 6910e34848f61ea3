// SPDX-License-Identifier: Apache-2.0
import type { Method } from '../../engine/method.ts';
import { expectShell, exportDeviceEnv, overlayUnpack } from '../../login/shell-steps.ts';
import { autoLogin } from '../../login/shell-tail.ts';
import { type KexecBlock, kexecSchema } from './schema.ts';

export const kexec: Method<KexecBlock> = {
  ...kexecSchema,

  plan(context) {
    const { block } = context;
    return {
      name: 'kexec-boot',
      retry: true,
      children: [
        { name: 'call-kexec' },
        autoLogin(context),
        expectShell(context),
        ...('transfer_overlay' in block ? [overlayUnpack(context)] : []),
        exportDeviceEnv(context),
      ],
    };
  },
};
