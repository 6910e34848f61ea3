// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import type { MethodSchema } from '../../engine/method-schema.ts';
import { at } from '../../engine/read.ts';
import { refusal } from '../../engine/refusal.ts';
import { images, OverlaidArtefact, Uniquify } from '../../steps/artefact-schema.ts';
import { DeployBlock } from '../../steps/deploy-schema.ts';

export const UuuBlock = DeployBlock.extend({
  to: z.literal('uuu'),
  images: images(OverlaidArtefact).describe('Files by name; `boot` is the bootloader.'),
  uniquify: Uniquify,
});
export type UuuBlock = z.infer<typeof UuuBlock>;

export const uuuSchema: MethodSchema<UuuBlock> = {
  name: 'uuu',
  words: ['uuu'],
  summary: 'Files that boot method uuu loads onto an NXP board.',
  schema: UuuBlock,

  refuses({ block }) {
    return refusal(
      [block.to === 'uuu', '`to` is not uuu'],
      ['images' in block, 'the block has no `images`'],
      [at(block, 'images', 'boot') !== undefined, '`images` has no `boot`'],
    );
  },
};
