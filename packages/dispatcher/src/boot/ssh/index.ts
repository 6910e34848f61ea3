// SPDX-License-Identifier: Apache-2.0
import type { Method } from '../../engine/method.ts';
import { deviceHas, refusal } from '../../engine/refusal.ts';
import { expectShell, exportDeviceEnv } from '../../steps/connection.ts';
import { autoLogin } from '../../steps/shell-tail.ts';
import { SshBlock } from './schema.ts';

export const ssh: Method<SshBlock> = {
  name: 'ssh',
  schema: SshBlock,

  refuses({ device, block }) {
    return refusal(
      [String(block.method).includes('ssh'), '`method` has no ssh in it'],
      deviceHas(device, 'boot', 'ssh'),
    );
  },

  plan() {
    return {
      name: 'login-ssh',
      retry: true,
      children: [
        { name: 'scp-deploy', timeoutCode: 'step-timeout' },
        { name: 'prepare-ssh' },
        { name: 'ssh-connection', timeoutCode: 'step-timeout' },
        autoLogin(),
        expectShell(),
        exportDeviceEnv(),
        { name: 'scp-overlay-unpack' },
      ],
    };
  },
};
