// SPDX-License-Identifier: Apache-2.0
import { methods } from '@lava/protocol/device/device.ts';
import type { Method } from '../../engine/method.ts';
import { downloadArtefact } from '../../steps/artefact.ts';
import { deployDeviceEnv, lavaOverlay } from '../../steps/overlay.ts';
import { TmpfsBlock } from './schema.ts';

export const tmpfs: Method<TmpfsBlock> = {
  name: 'tmpfs',
  schema: TmpfsBlock,

  refuses({ device, block }) {
    if (block.to !== 'tmpfs') return '`to` is not tmpfs';
    if (!('image' in methods(device, 'deploy'))) return 'the device has no deploy method image';
    if (!('images' in block)) return 'the block has no `images`';
    if (block.type !== undefined && block.type !== 'monitor') return '`type` is not monitor';
    return undefined;
  },

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
