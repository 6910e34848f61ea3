// SPDX-License-Identifier: Apache-2.0

import { rootfsStep } from '../../artefact/rootfs.ts';
import type { Method } from '../../engine/method.ts';
import { downloadArtefact } from '../../overlay/overlaid-artefact.ts';
import { deployDeviceEnv, lavaOverlay } from '../../overlay/overlay-steps.ts';
import { type IsoInstallerBlock, isoInstallerSchema } from './schema.ts';

export const isoInstaller: Method<IsoInstallerBlock> = {
  ...isoInstallerSchema,

  plan(context) {
    const { images } = context.block;
    return {
      name: 'deploy-iso-installer',
      children: [
        { name: 'prepare-empty-image' },
        downloadArtefact(context, 'preseed', images.preseed).step,
        downloadArtefact(context, 'iso', images.iso).step,
        { name: 'pull-installer-files' },
        { name: 'prepare-qemu-commands' },
        ...(context.target.needsOverlay ? [lavaOverlay(context), rootfsStep('apply-overlay-guest')] : []),
        ...deployDeviceEnv(context),
      ],
    };
  },
};
