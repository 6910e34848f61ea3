// SPDX-License-Identifier: Apache-2.0

import { rootfsStep } from '../../artefact/rootfs.ts';
import type { Method } from '../../engine/method.ts';
import { lavaOverlay } from '../../overlay/overlay-steps.ts';
import { type SshBlock, sshSchema } from './schema.ts';

export const ssh: Method<SshBlock> = {
  ...sshSchema,

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
