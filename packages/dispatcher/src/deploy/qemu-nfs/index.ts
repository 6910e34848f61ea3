// SPDX-License-Identifier: Apache-2.0

import { rootfsStep } from '../../artefact/rootfs.ts';
import type { Method } from '../../engine/method.ts';
import { downloadArtefact, downloadArtefacts } from '../../overlay/overlaid-artefact.ts';
import { deployDeviceEnv, lavaOverlay } from '../../overlay/overlay-steps.ts';
import { type QemuNfsBlock, qemuNfsSchema } from './schema.ts';

export const qemuNfs: Method<QemuNfsBlock> = {
  ...qemuNfsSchema,

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
