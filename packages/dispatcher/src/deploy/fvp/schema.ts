// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import { Artefact, images, Uniquify } from '../../artefact/artefact-schema.ts';
import { DeployBlock } from '../../artefact/deploy-schema.ts';
import type { MethodSchema } from '../../job/method-schema.ts';
import { refusal } from '../../job/refusal.ts';

export const FvpBlock = DeployBlock.extend({
  to: z.literal('fvp'),
  images: images(Artefact),
  ramdisk: z
    .looseObject({
      install_overlay: z.boolean().optional().describe('Put the test overlay into it.'),
      compression: z.string().optional().describe('How it is compressed.'),
      header: z.literal('u-boot').optional().describe('It has a U-Boot header.'),
    })
    .optional()
    .describe('What is known of the ramdisk among the images.'),
  uniquify: Uniquify,
});
export type FvpBlock = z.infer<typeof FvpBlock>;

export const fvpSchema: MethodSchema<FvpBlock> = {
  name: 'fvp',
  words: ['fvp'],
  summary: 'Files for an Arm Fixed Virtual Platform.',
  schema: FvpBlock,

  refuses({ block }) {
    return refusal([block.to === 'fvp', '`to` is not fvp']);
  },
};
