// SPDX-License-Identifier: Apache-2.0

import type { Method } from '../../engine/method.ts';
import { unavailable } from '../../engine/unavailable.ts';
import { downloadArtefact } from '../../overlay/overlaid-artefact.ts';
import { deployDeviceEnv, overlayIfNeeded } from '../../overlay/overlay-steps.ts';
import { type FlasherBlock, flasherSchema } from './schema.ts';

export const flasher: Method<FlasherBlock> = {
  ...flasherSchema,

  plan(context) {
    const files = Object.entries(context.block.images)
      .filter(([, image]) => image.download !== false)
      .map(([key, image]) => downloadArtefact(context, key, image).step);
    return {
      name: 'deploy-flasher-retry',
      retry: true,
      children: [
        {
          name: 'deploy-flasher',
          validate: unavailable,
          children: [...overlayIfNeeded(context), ...files, ...deployDeviceEnv(context)],
        },
      ],
    };
  },
};
