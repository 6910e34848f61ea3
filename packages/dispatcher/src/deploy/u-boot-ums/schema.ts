// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { Artefact } from '../../artefact/artefact-schema.ts';
import { DeployBlock } from '../../artefact/deploy-schema.ts';
import { deployMethod } from '../../job/define-method.ts';

export const UBootUmsBlock = DeployBlock.extend({
  image: Artefact.extend({
    root_partition: z
      .int()
      .nonnegative()
      .optional()
      .describe('Number of the partition with the root file system.'),
  }).describe('Image to write.'),
});
export type UBootUmsBlock = z.infer<typeof UBootUmsBlock>;

export const uBootUmsSchema = deployMethod({
  word: 'u-boot-ums',
  summary: "An image that the boot method u-boot writes through U-Boot's USB mass storage.",
  block: UBootUmsBlock,
  keys: ['image'],
});
