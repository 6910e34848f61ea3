// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { bootMethod } from '../../job/define-method.ts';
import { BootBlock } from '../../login/boot-schema.ts';

export const MinimalBlock = BootBlock.extend({
  reset: z.boolean().optional().describe('Reset the device; true by default.'),
  pre_power_command: z.boolean().optional().describe("Run the device's pre_power_command first."),
  pre_os_command: z.boolean().optional().describe("Run the device's pre_os_command first."),
});
export type MinimalBlock = z.infer<typeof MinimalBlock>;

export const minimalSchema = bootMethod({
  word: 'minimal',
  summary: 'Resets the device and waits for its prompt: it boots by itself.',
  block: MinimalBlock,
});
