// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import type { MethodSchema } from '../../job/method-schema.ts';
import { refusal } from '../../job/refusal.ts';
import { BootBlock } from '../../login/boot-schema.ts';

export const RecoveryBlock = BootBlock.extend({
  method: z.literal('recovery'),
  commands: z.enum(['recovery', 'exit']).describe('Into recovery mode, or out of it.'),
});
export type RecoveryBlock = z.infer<typeof RecoveryBlock>;

export const recoverySchema: MethodSchema<RecoveryBlock> = {
  name: 'recovery',
  words: ['recovery'],
  summary: 'Switches a device into or out of its recovery mode.',
  schema: RecoveryBlock,

  refuses({ block }) {
    return refusal([block.method === 'recovery', '`method` is not recovery']);
  },
};
