// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { bootMethod } from '../../job/define-method.ts';
import { BootBlock } from '../../login/boot-schema.ts';

export const RecoveryBlock = BootBlock.extend({
  commands: z.enum(['recovery', 'exit']).describe('Into recovery mode, or out of it.'),
});
export type RecoveryBlock = z.infer<typeof RecoveryBlock>;

export const recoverySchema = bootMethod({
  word: 'recovery',
  summary: 'Switches a device into or out of its recovery mode.',
  block: RecoveryBlock,
  needs: [],
});
