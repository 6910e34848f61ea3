// SPDX-License-Identifier: Apache-2.0
import type { Method } from '../../engine/method.ts';
import { expectShell, exportDeviceEnv } from '../../login/shell-steps.ts';
import { autoLogin } from '../../login/shell-tail.ts';
import { type SshBlock, sshSchema } from './schema.ts';

export const ssh: Method<SshBlock> = {
  ...sshSchema,

  plan(context) {
    return {
      name: 'login-ssh',
      retry: true,
      children: [
        { name: 'scp-deploy', timeoutCode: 'step-timeout' },
        { name: 'prepare-ssh' },
        { name: 'ssh-connection', timeoutCode: 'step-timeout' },
        autoLogin(context),
        expectShell(context),
        exportDeviceEnv(context),
        { name: 'scp-overlay-unpack' },
      ],
    };
  },
};
