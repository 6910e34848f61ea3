// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { bootMethod } from '../../job/define-method.ts';
import { BootBlock } from '../../login/boot-schema.ts';

export const NewConnectionBlock = BootBlock.extend({
  connection: z.string().describe("Name of the console in the device's configuration."),
});
export type NewConnectionBlock = z.infer<typeof NewConnectionBlock>;

export const newConnectionSchema = bootMethod({
  word: 'new_connection',
  summary: 'Opens another console of the device.',
  block: NewConnectionBlock,
  needs: [],
});
