// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import { images, OverlaidArtefact, Uniquify } from '../../steps/artefact-schema.ts';
import { DeployBlock } from '../../steps/deploy-schema.ts';

/** Files that boot method uuu loads onto an NXP board. */
export const UuuBlock = DeployBlock.extend({
  to: z.literal('uuu'),
  images: images(OverlaidArtefact).describe('Files by name; `boot` is the bootloader.'),
  uniquify: Uniquify,
});
export type UuuBlock = z.infer<typeof UuuBlock>;
