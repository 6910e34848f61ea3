// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { JobScripts } from '../../flash/scripts-schema.ts';
import { bootMethod } from '../../job/define-method.ts';
import { BootBlock } from '../../login/boot-schema.ts';

export const OpenocdBlock = BootBlock.extend({});
export type OpenocdBlock = z.infer<typeof OpenocdBlock>;

export const OpenocdDevice = z
  .looseObject({
    parameters: z
      .looseObject({
        command: z.string().nullish().describe('Program on the worker; openocd by default.'),
        allow_job_scripts: JobScripts,
        options: z
          .looseObject({
            file: z.array(z.string()).nullish().describe('Configuration files.'),
            search: z.array(z.string()).nullish().describe('Directories of configuration files.'),
            command: z.array(z.string()).nullish().describe('Commands; `{IMAGE}` is the image of that name.'),
            debug: z.int().nullish().describe('How much it tells.'),
          })
          .nullish()
          .describe('Its options.'),
      })
      .nullish()
      .describe('How OpenOCD is run.'),
    board_selection_cmd: z.string().nullish().describe('Command that selects the board by its id.'),
  })
  .nullable();

export type OpenocdDevice = z.infer<typeof OpenocdDevice>;

export const openocdSchema = bootMethod({
  word: 'openocd',
  summary: 'Flashes a microcontroller by OpenOCD.',
  block: OpenocdBlock,
  settings: OpenocdDevice,
  deviceKeys: ['board_id'],
});
