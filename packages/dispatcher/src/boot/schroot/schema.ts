// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import type { MethodSchema } from '../../job/method-schema.ts';
import { textOf } from '../../job/read.ts';
import { deviceHas, refusal } from '../../job/refusal.ts';
import { BootBlock } from '../../login/boot-schema.ts';

export const SchrootBlock = BootBlock.extend({
  method: z.string().describe('schroot'),
  schroot: z.string().optional().describe('Name of the schroot.'),
  connection: z.literal('ssh').optional().describe('How the system is reached.'),
});
export type SchrootBlock = z.infer<typeof SchrootBlock>;

export const SchrootDevice = z
  .looseObject({
    command: z.string().nullish().describe('Program on the device.'),
    name: z
      .union([z.string(), z.array(z.string())])
      .nullish()
      .describe('Names of the schroots.'),
  })
  .nullable();

export type SchrootDevice = z.infer<typeof SchrootDevice>;

export const schrootSchema: MethodSchema<SchrootBlock, SchrootDevice> = {
  name: 'schroot',
  words: ['schroot'],
  summary: 'Enters a schroot in the system that is logged in to.',
  schema: SchrootBlock,
  device: SchrootDevice,

  refuses({ board, block }) {
    return refusal(
      [textOf(block.method).includes('schroot'), '`method` has no schroot in it'],
      deviceHas(board, 'boot', 'schroot'),
    );
  },
};
