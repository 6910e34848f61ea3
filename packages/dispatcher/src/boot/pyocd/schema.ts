// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import type { MethodSchema } from '../../job/method-schema.ts';
import { deviceHas, refusal } from '../../job/refusal.ts';
import { BootBlock } from '../../login/boot-schema.ts';

export const PyocdBlock = BootBlock.extend({ method: z.literal('pyocd') });
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

export const pyocdSchema: MethodSchema<PyocdBlock, PyocdDevice> = {
  name: 'pyocd',
  words: ['pyocd'],
  summary: 'Flashes a microcontroller by pyOCD.',
  schema: PyocdBlock,
  device: PyocdDevice,

  refuses({ device, block }) {
    return refusal([block.method === 'pyocd', '`method` is not pyocd'], deviceHas(device, 'boot', 'pyocd'), [
      'board_id' in device,
      'the device has no board_id',
    ]);
  },
};
