// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { BootloaderBlock } from '../login/boot-schema.ts';

/** Commands at the prompt of GRUB. */
export const GrubBlock = BootloaderBlock.extend({
  boot_finished: z
    .union([z.string(), z.array(z.string())])
    .optional()
    .describe('What is printed when an installer has finished; the device is powered off then.'),
  reset: z.boolean().optional().describe('Reset the device first; true by default.'),
  expect_shell: z.boolean().optional().describe('A shell prompt follows; true by default.'),
});
export type GrubBlock = z.infer<typeof GrubBlock>;
