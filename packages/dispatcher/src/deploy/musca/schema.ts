// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import type { MethodSchema } from '../../engine/method-schema.ts';
import { deviceHas, refusal } from '../../engine/refusal.ts';
import { Artefact } from '../../steps/artefact-schema.ts';
import { DeployBlock } from '../../steps/deploy-schema.ts';

export const MuscaBlock = DeployBlock.extend({
  to: z.literal('musca'),
  images: z.looseObject({ test_binary: Artefact.describe('Binary to flash.') }).describe('The binary.'),
});
export type MuscaBlock = z.infer<typeof MuscaBlock>;

export const muscaSchema: MethodSchema<MuscaBlock> = {
  name: 'musca',
  words: ['musca'],
  summary: 'Arm Musca boards: one binary copied onto their USB mass storage.',
  schema: MuscaBlock,

  refuses({ device, block }) {
    return refusal([block.to === 'musca', '`to` is not musca'], deviceHas(device, 'deploy', 'musca'), [
      'board_id' in device,
      'the device has no board_id',
    ]);
  },
};
