// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { Artefact, images, Uniquify } from '../../artefact/artefact-schema.ts';
import { DeployBlock } from '../../artefact/deploy-schema.ts';
import { deployMethod } from '../../job/define-method.ts';

export const FvpBlock = DeployBlock.extend({
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

export const fvpSchema = deployMethod({
  word: 'fvp',
  summary: 'Files for an Arm Fixed Virtual Platform.',
  block: FvpBlock,
  needs: [],
});
