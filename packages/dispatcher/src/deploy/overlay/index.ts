// SPDX-License-Identifier: Apache-2.0
import type { Method } from '../../engine/method.ts';
import { lavaOverlay } from '../../overlay/overlay-steps.ts';
import { type OverlayBlock, overlaySchema } from './schema.ts';

export const overlay: Method<OverlayBlock> = {
  ...overlaySchema,

  plan(context) {
    return lavaOverlay(context);
  },
};
