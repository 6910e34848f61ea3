// SPDX-License-Identifier: Apache-2.0
import type { Method } from '../../engine/method.ts';
import { deviceHas, refusal } from '../../engine/refusal.ts';
import { lavaOverlay } from '../../steps/overlay.ts';
import { rootfsStep } from '../../steps/rootfs.ts';
import { SshBlock } from './schema.ts';

export const ssh: Method<SshBlock> = {
  name: 'ssh',
  schema: SshBlock,

  refuses({ device, block }) {
    return refusal([block.to === 'ssh', '`to` is not ssh'], deviceHas(device, 'deploy', 'ssh'));
  },

  plan(context) {
    return {
      name: 'scp-overlay',
      children: [
        lavaOverlay(context),
        {
          name: 'prepare-scp-overlay',
          children: [rootfsStep('extract-rootfs'), rootfsStep('extract-modules')],
        },
        { name: 'deploy-device-env' },
      ],
    };
  },
};
