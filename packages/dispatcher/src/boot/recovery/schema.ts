// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import { BootBlock } from '../../steps/boot-schema.ts';

/** Switches a device into or out of its recovery mode. */
export const RecoveryBlock = BootBlock.extend({
  method: z.literal('recovery'),
  commands: z.enum(['recovery', 'exit']).describe('Into recovery mode, or out of it.'),
});
export type RecoveryBlock = z.infer<typeof RecoveryBlock>;
