// SPDX-License-Identifier: Apache-2.0
import type { Method } from '../../engine/method.ts';
import { deviceHas, refusal } from '../../engine/refusal.ts';
import { downloadArtefact } from '../../steps/artefact.ts';
import { deployDeviceEnv, lavaOverlay } from '../../steps/overlay.ts';
import { rootfsStep } from '../../steps/rootfs.ts';
import { UBootUmsBlock } from './schema.ts';

export const uBootUms: Method<UBootUmsBlock> = {
  name: 'u-boot-ums',
  schema: UBootUmsBlock,

  refuses({ device, block }) {
    return refusal(
      [block.to === 'u-boot-ums', '`to` is not u-boot-ums'],
      ['image' in block, 'the block has no `image`'],
      deviceHas(device, 'deploy', 'u-boot-ums'),
    );
  },

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
