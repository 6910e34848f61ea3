// SPDX-License-Identifier: Apache-2.0

import { rootfsStep } from '../../artefact/rootfs.ts';
import type { Method } from '../../engine/method.ts';
import { downloadArtefact } from '../../overlay/overlaid-artefact.ts';
import { deployDeviceEnv, lavaOverlay } from '../../overlay/overlay-steps.ts';
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
