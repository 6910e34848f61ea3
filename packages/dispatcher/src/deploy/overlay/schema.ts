// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import { DeployBlock } from '../../artefact/deploy-schema.ts';
import type { MethodSchema } from '../../job/method-schema.ts';
import { deviceHas, refusal } from '../../job/refusal.ts';

export const OverlayBlock = DeployBlock.extend({ to: z.literal('overlay') });
export type OverlayBlock = z.infer<typeof OverlayBlock>;

export const overlaySchema: MethodSchema<OverlayBlock> = {
  name: 'overlay',
  words: ['overlay'],
  summary: 'Makes the test overlay and nothing else; the device fetches it (`transfer_overlay`).',
  schema: OverlayBlock,

  refuses({ device, block }) {
    return refusal([block.to === 'overlay', '`to` is not overlay'], deviceHas(device, 'deploy', 'overlay'));
  },
};
