// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import { Artefact } from '../../artefact/artefact-schema.ts';
import { DeployBlock } from '../../artefact/deploy-schema.ts';
import type { MethodSchema } from '../../job/method-schema.ts';
import { deviceHas, refusal } from '../../job/refusal.ts';

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
