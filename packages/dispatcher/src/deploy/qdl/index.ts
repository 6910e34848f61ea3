// SPDX-License-Identifier: Apache-2.0

import { rootfsStep } from '../../artefact/rootfs.ts';
import type { Method } from '../../engine/method.ts';
import { unavailable } from '../../engine/unavailable.ts';
import { downloadArtefact } from '../../overlay/overlaid-artefact.ts';
import { overlayIfNeeded } from '../../overlay/overlay-steps.ts';
import { type QdlBlock, qdlSchema } from './schema.ts';

export const qdl: Method<QdlBlock> = {
  ...qdlSchema,

  plan(context) {
    const { block, target } = context;
    const overlaid = block.qcomflash['apply-overlay'] && target.needsOverlay;
    return {
      name: 'qdl-deploy',
      validate: unavailable,
      children: [
        ...overlayIfNeeded(context),
        downloadArtefact(context, 'qcomflash', block.qcomflash).step,
        ...(overlaid ? [rootfsStep('apply-overlay-qdl')] : []),
      ],
    };
  },
};
