// SPDX-License-Identifier: Apache-2.0
import type { Method } from '../../engine/method.ts';
import { deviceHas, refusal } from '../../engine/refusal.ts';
import { downloadArtefact } from '../../steps/artefact.ts';
import { deployDeviceEnv, overlayIfNeeded } from '../../steps/overlay.ts';
import { FlasherBlock } from './schema.ts';

export const flasher: Method<FlasherBlock> = {
  name: 'flasher',
  schema: FlasherBlock,

  refuses({ device, block }) {
    return refusal([block.to === 'flasher', '`to` is not flasher'], deviceHas(device, 'deploy', 'flasher'));
  },

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
          children: [...overlayIfNeeded(context), ...files, ...deployDeviceEnv(context)],
        },
      ],
    };
  },
};
