// SPDX-License-Identifier: Apache-2.0
import type { Method } from '../../engine/method.ts';
import { downloadArtefact } from '../../steps/artefact.ts';
import { deployDeviceEnv, lavaOverlay } from '../../steps/overlay.ts';
import { rootfsStep } from '../../steps/rootfs.ts';
import { type UBootUmsBlock, uBootUmsSchema } from './schema.ts';

export const uBootUms: Method<UBootUmsBlock> = {
  ...uBootUmsSchema,

  plan(context) {
    const { block, target } = context;
    return {
      name: 'uboot-ums-deploy',
      children: [
        downloadArtefact(context, 'image', block.image).step,
        ...(target.needsOverlay
          ? [lavaOverlay(context), rootfsStep('apply-overlay-image'), ...deployDeviceEnv(context)]
          : []),
      ],
    };
  },
};
