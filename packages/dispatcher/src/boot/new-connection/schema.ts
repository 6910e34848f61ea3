// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import type { MethodSchema } from '../../job/method-schema.ts';
import { refusal } from '../../job/refusal.ts';
import { BootBlock } from '../../login/boot-schema.ts';

export const NewConnectionBlock = BootBlock.extend({
  method: z.literal('new_connection'),
  connection: z.string().describe("Name of the console in the device's configuration."),
});
export type NewConnectionBlock = z.infer<typeof NewConnectionBlock>;

export const newConnectionSchema: MethodSchema<NewConnectionBlock> = {
  name: 'new_connection',
  words: ['new_connection'],
  summary: 'Opens another console of the device.',
  schema: NewConnectionBlock,

  refuses({ block }) {
    return refusal([block.method === 'new_connection', '`method` is not new_connection']);
  },
};
