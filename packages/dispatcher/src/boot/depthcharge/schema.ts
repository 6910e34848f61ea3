// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import type { MethodSchema } from '../../job/method-schema.ts';
import { deviceHas, refusal, requireCommands } from '../../job/refusal.ts';
import { BootloaderBlock } from '../../login/boot-schema.ts';

export const DepthchargeBlock = BootloaderBlock.extend({
  method: z.literal('depthcharge'),
  extra_kernel_args: z.string().optional().describe('Added to the kernel command line.'),
});
export type DepthchargeBlock = z.infer<typeof DepthchargeBlock>;

export const depthchargeSchema: MethodSchema<DepthchargeBlock> = {
  name: 'depthcharge',
  words: ['depthcharge'],
  summary: 'Chromebooks: a FIT image and a kernel command line over TFTP.',
  schema: DepthchargeBlock,

  refuses({ device, block }) {
    if (block.method !== 'depthcharge') return '`method` is not depthcharge';
    requireCommands(block);
    return refusal(deviceHas(device, 'boot', 'depthcharge'));
  },
};
