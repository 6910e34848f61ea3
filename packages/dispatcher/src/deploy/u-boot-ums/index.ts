// SPDX-License-Identifier: Apache-2.0

import { rootfsStep } from '../../artefact/rootfs.ts';
import type { Method } from '../../engine/method.ts';
import { downloadArtefact } from '../../overlay/overlaid-artefact.ts';
import { deployDeviceEnv, lavaOverlay } from '../../overlay/overlay-steps.ts';
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
