// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import type { MethodSchema } from '../../job/method-schema.ts';
import { deviceHas, refusal, requireCommands } from '../../job/refusal.ts';
import { BootloaderBlock } from '../../login/boot-schema.ts';

export const BareboxBlock = BootloaderBlock.extend({ method: z.literal('barebox') });
export type BareboxBlock = z.infer<typeof BareboxBlock>;

export const bareboxSchema: MethodSchema<BareboxBlock> = {
  name: 'barebox',
  words: ['barebox'],
  summary: 'Commands at the prompt of barebox.',
  schema: BareboxBlock,

  refuses({ device, block }) {
    if (block.method !== 'barebox') return '`method` is not barebox';
    requireCommands(block);
    return refusal(deviceHas(device, 'boot', 'barebox'));
  },
};
