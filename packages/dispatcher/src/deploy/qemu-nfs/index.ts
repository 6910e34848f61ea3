// SPDX-License-Identifier: Apache-2.0
import type { Method } from '../../engine/method.ts';
import { deviceHas, refusal } from '../../engine/refusal.ts';
import { downloadArtefact, downloadArtefacts } from '../../steps/artefact.ts';
import { deployDeviceEnv, lavaOverlay } from '../../steps/overlay.ts';
import { rootfsStep } from '../../steps/rootfs.ts';
import { QemuNfsBlock } from './schema.ts';

export const qemuNfs: Method<QemuNfsBlock> = {
  name: 'qemu-nfs',
  schema: QemuNfsBlock,

  refuses({ device, block }) {
    return refusal(
      [block.to === 'nfs', '`to` is not nfs'],
      deviceHas(device, 'deploy', 'nfs'),
      deviceHas(device, 'boot', 'qemu-nfs'),
      [block.type === undefined || block.type === 'monitor', '`type` is not monitor'],
    );
  },

  plan(context) {
    const { block, target } = context;
    return {
      name: 'deploy-qemu-nfs',
      children: [
        ...(block.uefi ? [downloadArtefact(context, 'uefi', block.uefi).step] : []),
        ...downloadArtefacts(context, block.images),
        { name: 'qemu-nfs-deploy' },
        ...(target.needsOverlay ? [lavaOverlay(context), rootfsStep('apply-overlay-tftp')] : []),
        ...deployDeviceEnv(context),
      ],
    };
  },
};
