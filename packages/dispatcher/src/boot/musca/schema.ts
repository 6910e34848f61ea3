// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import type { MethodSchema } from '../../job/method-schema.ts';
import { deviceHas, refusal } from '../../job/refusal.ts';
import { BootBlock } from '../../login/boot-schema.ts';

export const MuscaBlock = BootBlock.extend({ method: z.literal('musca') });
export type MuscaBlock = z.infer<typeof MuscaBlock>;

export const muscaSchema: MethodSchema<MuscaBlock> = {
  name: 'musca',
  words: ['musca'],
  summary: 'Resets an Arm Musca board and opens its console.',
  schema: MuscaBlock,

  refuses({ device, block }) {
    return refusal([block.method === 'musca', '`method` is not musca'], deviceHas(device, 'boot', 'musca'), [
      'board_id' in device,
      'the device has no board_id',
    ]);
  },
};
