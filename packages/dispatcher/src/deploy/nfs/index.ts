// SPDX-License-Identifier: Apache-2.0
import type { Method } from '../../engine/method.ts';
import { downloadArtefact } from '../../steps/artefact.ts';
import { deployDeviceEnv, lavaOverlay } from '../../steps/overlay.ts';
import { rootfsStep } from '../../steps/rootfs.ts';
import { type NfsBlock, nfsSchema } from './schema.ts';

export const nfs: Method<NfsBlock> = {
  ...nfsSchema,

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
