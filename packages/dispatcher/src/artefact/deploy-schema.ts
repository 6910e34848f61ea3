// SPDX-License-Identifier: Apache-2.0
import { Block } from '@lava/protocol/job/job.ts';
import * as z from 'zod';

/** Keys that deploy blocks share. */
export const DeployBlock = Block.extend({
  to: z.string().describe('How the files get onto the device: the deploy method.'),
  os: z
    .string()
    .min(1)
    .optional()
    .describe('Operating system that will run; decides shell, paths and package manager of the tests.'),
  authorize: z.literal('ssh').optional().describe("Put the lab's public SSH key into the overlay."),
  overlay_backend: z
    .enum(['auto', 'e2fsprogs', 'guestfs'])
    .optional()
    .describe('Tools that put overlays into images.'),
});
export type DeployBlock = z.infer<typeof DeployBlock>;
