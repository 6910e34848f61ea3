// SPDX-License-Identifier: Apache-2.0
import type * as z from 'zod';
import { bootMethod } from '../../job/define-method.ts';
import { BootBlock } from '../../login/boot-schema.ts';

export const MuscaBlock = BootBlock.extend({});
export type MuscaBlock = z.infer<typeof MuscaBlock>;

export const muscaSchema = bootMethod({
  word: 'musca',
  summary: 'Resets an Arm Musca board and opens its console.',
  block: MuscaBlock,
  deviceKeys: ['board_id'],
});
