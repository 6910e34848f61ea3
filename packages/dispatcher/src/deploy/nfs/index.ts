// SPDX-License-Identifier: Apache-2.0
import { methods } from '@lava/protocol/device/device.ts';
import type { Method } from '../../engine/method.ts';
import { deviceHas, refusal } from '../../engine/refusal.ts';
import { downloadArtefact } from '../../steps/artefact.ts';
import { deployDeviceEnv, lavaOverlay } from '../../steps/overlay.ts';
import { rootfsStep } from '../../steps/rootfs.ts';
import { NfsBlock } from './schema.ts';

export const nfs: Method<NfsBlock> = {
  name: 'nfs',
  schema: NfsBlock,

  refuses({ device, block }) {
    return refusal(
      [block.to === 'nfs', '`to` is not nfs'],
      [!('image' in methods(device, 'deploy')), 'the device boots images (deploy method image)'],
      deviceHas(device, 'deploy', 'nfs'),
    );
  },

  plan(context) {
    const { nfsrootfs, modules } = context.block;
    return {
      name: 'nfs-deploy',
      children: [
        ...(nfsrootfs ? [downloadArtefact(context, 'nfsrootfs', nfsrootfs).step] : []),
        ...(modules ? [downloadArtefact(context, 'modules', modules).step] : []),
        rootfsStep('extract-nfsrootfs'),
        lavaOverlay(context),
        rootfsStep('extract-modules'),
        rootfsStep('apply-overlay-tftp'),
        ...deployDeviceEnv(context),
      ],
    };
  },
};
