// SPDX-License-Identifier: Apache-2.0
import type { Method } from '../../engine/method.ts';
import { deviceHas, refusal } from '../../engine/refusal.ts';
import { lavaOverlay } from '../../steps/overlay.ts';
import { OverlayBlock } from './schema.ts';

export const overlay: Method<OverlayBlock> = {
  name: 'overlay',
  schema: OverlayBlock,

  refuses({ device, block }) {
    return refusal([block.to === 'overlay', '`to` is not overlay'], deviceHas(device, 'deploy', 'overlay'));
  },

  plan(context) {
    return lavaOverlay(context);
  },
};
