// SPDX-License-Identifier: Apache-2.0

import { prepareKernel } from '../../artefact/prepare-kernel.ts';
import type { Method } from '../../engine/method.ts';
import { downloadArtefact } from '../../overlay/overlaid-artefact.ts';
import { lavaOverlay } from '../../overlay/overlay-steps.ts';
import { type NbdBlock, nbdSchema } from './schema.ts';

const FILES = ['initrd', 'kernel', 'dtb', 'nbdroot'] as const;

export const nbd: Method<NbdBlock> = {
  ...nbdSchema,

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
