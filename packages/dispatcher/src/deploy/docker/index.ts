// SPDX-License-Identifier: Apache-2.0
import type { Method } from '../../engine/method.ts';
import { deviceHas, refusal } from '../../engine/refusal.ts';
import { deployDeviceEnv, lavaOverlay } from '../../steps/overlay.ts';
import { DockerBlock } from './schema.ts';

export const docker: Method<DockerBlock> = {
  name: 'docker',
  schema: DockerBlock,

  refuses({ device, block }) {
    return refusal([block.to === 'docker', '`to` is not docker'], deviceHas(device, 'deploy', 'docker'), [
      'image' in block,
      'the block has no `image`',
    ]);
  },

  plan(context) {
    return {
      name: 'deploy-docker',
      children: [
        ...deployDeviceEnv(context),
        // The container mounts the directory: nothing is packed.
        ...(context.target.needsOverlay ? [lavaOverlay(context, 'lava-overlay', false)] : []),
      ],
    };
  },
};
