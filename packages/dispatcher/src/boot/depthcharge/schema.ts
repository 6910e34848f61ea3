// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { bootMethod } from '../../job/define-method.ts';
import { BootloaderBlock } from '../../login/boot-schema.ts';

export const DepthchargeBlock = BootloaderBlock.extend({
  extra_kernel_args: z.string().optional().describe('Added to the kernel command line.'),
});
export type DepthchargeBlock = z.infer<typeof DepthchargeBlock>;

export const depthchargeSchema = bootMethod({
  word: 'depthcharge',
  summary: 'Chromebooks: a FIT image and a kernel command line over TFTP.',
  block: DepthchargeBlock,
  commands: 'required',
});
