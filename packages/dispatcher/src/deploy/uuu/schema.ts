// SPDX-License-Identifier: Apache-2.0
import type * as z from 'zod';
import { images, OverlaidArtefact, Uniquify } from '../../artefact/artefact-schema.ts';
import { DeployBlock } from '../../artefact/deploy-schema.ts';
import { deployMethod } from '../../job/define-method.ts';

export const UuuBlock = DeployBlock.extend({
  images: images(OverlaidArtefact).describe('Files by name; `boot` is the bootloader.'),
  uniquify: Uniquify,
});
export type UuuBlock = z.infer<typeof UuuBlock>;

export const uuuSchema = deployMethod({
  word: 'uuu',
  summary: 'Files that boot method uuu loads onto an NXP board.',
  block: UuuBlock,
  needs: [],
  keys: ['images'],

  refuses({ block }) {
    const { images } = block;
    const has = typeof images === 'object' && images !== null && 'boot' in images;
    return has ? undefined : '`images` has no `boot`';
  },
});
