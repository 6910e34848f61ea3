// SPDX-License-Identifier: Apache-2.0
import type { Method } from '../../engine/method.ts';
import { downloadArtefact } from '../../steps/artefact.ts';
import { lavaOverlay } from '../../steps/overlay.ts';
import { prepareKernel } from '../../steps/prepare-kernel.ts';
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
