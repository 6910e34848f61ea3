// SPDX-License-Identifier: Apache-2.0
import type { Method } from '../../engine/method.ts';
import { deviceHas, refusal } from '../../engine/refusal.ts';
import { downloadArtefact } from '../../steps/artefact.ts';
import { lavaOverlay } from '../../steps/overlay.ts';
import { prepareKernel } from '../../steps/prepare-kernel.ts';
import { NbdBlock } from './schema.ts';

const FILES = ['initrd', 'kernel', 'dtb', 'nbdroot'] as const;

export const nbd: Method<NbdBlock> = {
  name: 'nbd',
  schema: NbdBlock,

  refuses({ device, block }) {
    return refusal([block.to === 'nbd', '`to` is not nbd'], deviceHas(device, 'deploy', 'nbd'));
  },

  plan(context) {
    const { block } = context;
    return {
      name: 'nbd-deploy',
      children: [
        ...FILES.flatMap((key) => {
          const artefact = block[key];
          return artefact ? [downloadArtefact(context, key, artefact).step] : [];
        }),
        lavaOverlay(context),
        ...(block.kernel?.type ? [prepareKernel(context)] : []),
        { name: 'xnbd-server-deploy' },
      ],
    };
  },
};
