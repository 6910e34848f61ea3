// SPDX-License-Identifier: Apache-2.0
import type { Method } from '../../engine/method.ts';
import { refusal } from '../../engine/refusal.ts';
import { downloadArtefacts } from '../../steps/artefact.ts';
import { overlayIfNeeded } from '../../steps/overlay.ts';
import { FvpBlock } from './schema.ts';

export const fvp: Method<FvpBlock> = {
  name: 'fvp',
  schema: FvpBlock,

  refuses({ block }) {
    return refusal([block.to === 'fvp', '`to` is not fvp']);
  },

  plan(context) {
    return {
      name: 'fvp-deploy',
      children: [...overlayIfNeeded(context), ...downloadArtefacts(context, context.block.images)],
    };
  },
};
