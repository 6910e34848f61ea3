// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import { BootBlock } from '../../steps/boot-schema.ts';

/** Opens another console of the device. */
export const NewConnectionBlock = BootBlock.extend({
  method: z.literal('new_connection'),
  connection: z.string().describe("Name of the console in the device's configuration."),
});
export type NewConnectionBlock = z.infer<typeof NewConnectionBlock>;
