// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import { BootBlock } from '../../steps/boot-schema.ts';

/** Resets the device and waits for its prompt: it boots by itself. */
export const MinimalBlock = BootBlock.extend({
  method: z.literal('minimal'),
  reset: z.boolean().optional().describe('Reset the device; true by default.'),
  pre_power_command: z.boolean().optional().describe("Run the device's pre_power_command first."),
  pre_os_command: z.boolean().optional().describe("Run the device's pre_os_command first."),
});
export type MinimalBlock = z.infer<typeof MinimalBlock>;
