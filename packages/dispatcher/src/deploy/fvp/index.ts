// SPDX-License-Identifier: Apache-2.0
import type { Method } from '../../engine/method.ts';
import { downloadArtefacts } from '../../steps/artefact.ts';
import { overlayIfNeeded } from '../../steps/overlay.ts';
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
