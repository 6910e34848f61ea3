// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import type { MethodSchema } from '../../job/method-schema.ts';
import { deviceHas, refusal } from '../../job/refusal.ts';
import { BootBlock } from '../../login/boot-schema.ts';

export const MinimalBlock = BootBlock.extend({
  method: z.literal('minimal'),
  reset: z.boolean().optional().describe('Reset the device; true by default.'),
  pre_power_command: z.boolean().optional().describe("Run the device's pre_power_command first."),
  pre_os_command: z.boolean().optional().describe("Run the device's pre_os_command first."),
});
export type MinimalBlock = z.infer<typeof MinimalBlock>;

export const minimalSchema: MethodSchema<MinimalBlock> = {
  name: 'minimal',
  words: ['minimal'],
  summary: 'Resets the device and waits for its prompt: it boots by itself.',
  schema: MinimalBlock,

  refuses({ device, block }) {
    return refusal(
      [block.method === 'minimal', '`method` is not minimal'],
      deviceHas(device, 'boot', 'minimal'),
    );
  },
};
