// SPDX-License-Identifier: Apache-2.0
import type { Method } from '../../engine/method.ts';
import { refusal } from '../../engine/refusal.ts';
import { expectShell, exportDeviceEnv } from '../../steps/connection.ts';
import { autoLogin } from '../../steps/shell-tail.ts';
import { QemuIsoBlock } from './schema.ts';

export const qemuIso: Method<QemuIsoBlock> = {
  name: 'qemu-iso',
  schema: QemuIsoBlock,

  refuses({ block }) {
    return refusal(['media' in block && block.media === 'img', 'the block has no `media: img`']);
  },

  plan() {
    return {
      name: 'boot-installer-iso',
      retry: true,
      children: [
        { name: 'execute-installer-command' },
        { name: 'monitor-installer-connection' },
        { name: 'reboot-into-installed' },
        autoLogin(),
        expectShell(),
        exportDeviceEnv(),
      ],
    };
  },
};
