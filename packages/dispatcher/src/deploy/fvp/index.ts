// SPDX-License-Identifier: Apache-2.0
import type { Method } from '../../engine/method.ts';
import { downloadArtefacts } from '../../overlay/overlaid-artefact.ts';
import { overlayIfNeeded } from '../../overlay/overlay-steps.ts';
import { type FvpBlock, fvpSchema } from './schema.ts';

export const fvp: Method<FvpBlock> = {
  ...fvpSchema,

  plan(context) {
    return {
      name: 'fvp-deploy',
      children: [...overlayIfNeeded(context), ...downloadArtefacts(context, context.block.images)],
    };
  },
};
