// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import { Artefact } from '../../steps/artefact-schema.ts';
import { DeployBlock } from '../../steps/deploy-schema.ts';

/** Arm Musca boards: one binary copied onto their USB mass storage. */
export const MuscaBlock = DeployBlock.extend({
  to: z.literal('musca'),
  images: z.looseObject({ test_binary: Artefact.describe('Binary to flash.') }).describe('The binary.'),
});
export type MuscaBlock = z.infer<typeof MuscaBlock>;
