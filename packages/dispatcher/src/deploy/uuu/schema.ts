// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import { images, OverlaidArtefact, Uniquify } from '../../artefact/artefact-schema.ts';
import { DeployBlock } from '../../artefact/deploy-schema.ts';
import type { MethodSchema } from '../../job/method-schema.ts';
import { at } from '../../job/read.ts';
import { refusal } from '../../job/refusal.ts';

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
