// SPDX-License-Identifier: Apache-2.0
import type { Method } from '../../engine/method.ts';
import { at } from '../../engine/read.ts';
import { deviceHas, refusal } from '../../engine/refusal.ts';
import { downloadArtefact } from '../../steps/artefact.ts';
import { deployDeviceEnv, lavaOverlay } from '../../steps/overlay.ts';
import { rootfsStep } from '../../steps/rootfs.ts';
import { IsoInstallerBlock } from './schema.ts';

export const isoInstaller: Method<IsoInstallerBlock> = {
  name: 'iso-installer',
  schema: IsoInstallerBlock,

  refuses({ device, block }) {
    return refusal(
      [block.to === 'iso-installer', '`to` is not iso-installer'],
      deviceHas(device, 'deploy', 'image'),
      [
        at(block, 'iso', 'installation_size') !== undefined,
        'the block has no `iso` with `installation_size`',
      ],
    );
  },

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
