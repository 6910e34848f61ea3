// SPDX-License-Identifier: Apache-2.0
import type { Method } from '../../engine/method.ts';
import { downloadArtefact } from '../../steps/artefact.ts';
import { deployDeviceEnv, lavaOverlay } from '../../steps/overlay.ts';
import { type TmpfsBlock, tmpfsSchema } from './schema.ts';

export const tmpfs: Method<TmpfsBlock> = {
  ...tmpfsSchema,

  plan(context) {
    const { block, target } = context;
    const images = Object.entries(block.images).map(([key, image]) => downloadArtefact(context, key, image));
    const uefi = block.uefi ? [downloadArtefact(context, 'uefi', block.uefi)] : [];
    return {
      name: 'deployimages',
      children: [
        ...(target.needsOverlay ? [lavaOverlay(context)] : []),
        ...deployDeviceEnv(context),
        ...[...uefi, ...images].map(({ step }) => step),
        ...(target.needsOverlay
          ? [{ name: 'apply-overlay-guest', timeoutCode: 'step-timeout' } as const]
          : []),
      ],
    };
  },
};
