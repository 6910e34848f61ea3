// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import { Artefact } from '../../steps/artefact-schema.ts';
import { DeployBlock } from '../../steps/deploy-schema.ts';

/** An image that the boot method u-boot writes through U-Boot's USB mass storage. */
export const UBootUmsBlock = DeployBlock.extend({
  to: z.literal('u-boot-ums'),
  image: Artefact.extend({
    root_partition: z
      .int()
      .nonnegative()
      .optional()
      .describe('Number of the partition with the root file system.'),
  }).describe('Image to write.'),
});
export type UBootUmsBlock = z.infer<typeof UBootUmsBlock>;
