// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';

export { GrubBlock } from '../../steps/grub-schema.ts';

/** GRUB that starts by itself, after the steps that the device's `sequence` names. */
export const GrubSequenceDevice = z.looseObject({
  sequence: z
    .array(z.enum(['wait-fastboot-interrupt', 'auto-login', 'shell-session', 'export-env']))
    .describe('What is done, in this order.'),
  reset_device: z.boolean().nullish().describe('Reset the device first.'),
});
