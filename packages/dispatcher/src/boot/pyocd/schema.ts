// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { bootMethod } from '../../job/define-method.ts';
import { BootBlock } from '../../login/boot-schema.ts';

export const PyocdBlock = BootBlock.extend({});
export type PyocdBlock = z.infer<typeof PyocdBlock>;

export const PyocdDevice = z
  .looseObject({
    parameters: z
      .looseObject({
        command: z.string().nullish().describe('Program on the worker; pyocd-flashtool when null.'),
        options: z.unknown().optional().describe('Its options.'),
        connect_before_flash: z.boolean().nullish().describe('Open the console first; false by default.'),
      })
      .nullish()
      .describe('How pyOCD is run.'),
  })
  .nullable();

export type PyocdDevice = z.infer<typeof PyocdDevice>;

export const pyocdSchema = bootMethod({
  word: 'pyocd',
  summary: 'Flashes a microcontroller by pyOCD.',
  block: PyocdBlock,
  settings: PyocdDevice,
  deviceKeys: ['board_id'],
});
