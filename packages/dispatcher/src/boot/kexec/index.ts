// SPDX-License-Identifier: Apache-2.0
import type { Method } from '../../engine/method.ts';
import { refusal } from '../../engine/refusal.ts';
import { expectShell, exportDeviceEnv, overlayUnpack } from '../../steps/connection.ts';
import { autoLogin } from '../../steps/shell-tail.ts';
import { KexecBlock } from './schema.ts';

export const kexec: Method<KexecBlock> = {
  name: 'kexec',
  schema: KexecBlock,

  refuses({ block }) {
    return refusal([block.method === 'kexec', '`method` is not kexec']);
  },

  plan({ block }) {
    return {
      name: 'kexec-boot',
      retry: true,
      children: [
        { name: 'call-kexec' },
        autoLogin(),
        expectShell(),
        ...('transfer_overlay' in block ? [overlayUnpack()] : []),
        exportDeviceEnv(),
      ],
    };
  },
};
