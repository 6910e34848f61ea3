// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import { Artefact } from '../../artefact/artefact-schema.ts';
import { DeployBlock } from '../../artefact/deploy-schema.ts';
import type { MethodSchema } from '../../job/method-schema.ts';
import { deviceHas, refusal } from '../../job/refusal.ts';

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

export const uBootUmsSchema: MethodSchema<UBootUmsBlock> = {
  name: 'u-boot-ums',
  words: ['u-boot-ums'],
  summary: "An image that the boot method u-boot writes through U-Boot's USB mass storage.",
  schema: UBootUmsBlock,

  refuses({ device, block }) {
    return refusal(
      [block.to === 'u-boot-ums', '`to` is not u-boot-ums'],
      ['image' in block, 'the block has no `image`'],
      deviceHas(device, 'deploy', 'u-boot-ums'),
    );
  },
};
