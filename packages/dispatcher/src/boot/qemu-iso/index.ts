// SPDX-License-Identifier: Apache-2.0
import type { Method } from '../../engine/method.ts';
import { expectShell, exportDeviceEnv } from '../../login/shell-steps.ts';
import { autoLogin } from '../../login/shell-tail.ts';
import { type QemuIsoBlock, qemuIsoSchema } from './schema.ts';

export const qemuIso: Method<QemuIsoBlock> = {
  ...qemuIsoSchema,

  plan(context) {
    return {
      name: 'boot-installer-iso',
      retry: true,
      children: [
        { name: 'execute-installer-command' },
        { name: 'monitor-installer-connection' },
        { name: 'reboot-into-installed' },
        autoLogin(context),
        expectShell(context),
        exportDeviceEnv(context),
      ],
    };
  },
};
