// SPDX-License-Identifier: Apache-2.0

import type { Method } from '../../engine/method.ts';
import { unavailable } from '../../engine/unavailable.ts';
import { deployDeviceEnv, lavaOverlay } from '../../overlay/overlay-steps.ts';
import { type DockerBlock, dockerSchema } from './schema.ts';

export const docker: Method<DockerBlock> = {
  ...dockerSchema,

  plan(context) {
    return {
      name: 'deploy-docker',
      validate: unavailable,
      children: [
        ...deployDeviceEnv(context),
        // The container mounts the directory: nothing is packed.
        ...(context.target.needsOverlay ? [lavaOverlay(context, 'lava-overlay', false)] : []),
      ],
    };
  },
};
