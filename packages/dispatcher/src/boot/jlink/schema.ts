// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { bootMethod } from '../../job/define-method.ts';
import { ProbeCommand, Word } from '../../job/text-schema.ts';
import { BootBlock } from '../../login/boot-schema.ts';

export const JlinkBlock = BootBlock.extend({
  commands: z
    .array(ProbeCommand)
    .optional()
    .describe('Commands for J-Link Commander; `{name}` is the image of that name.'),
  coretype: Word.optional().describe('Core to flash.'),
});
export type JlinkBlock = z.infer<typeof JlinkBlock>;

export const JlinkDevice = z
  .looseObject({
    parameters: z
      .looseObject({
        command: z.string().nullish().describe('Program on the worker.'),
        options: z.unknown().optional().describe('Its options.'),
        processor: z.string().nullish().describe('Name of the chip.'),
        address: z.union([z.string(), z.int()]).nullish().describe('Where images are loaded to.'),
        supported_core_types: z.unknown().optional().describe('Cores that the chip has.'),
        erase_command: z.unknown().optional().describe('Commands that erase the flash.'),
        reset_command: z.unknown().optional().describe('Commands that restart the chip.'),
      })
      .nullish()
      .describe('How J-Link Commander is run.'),
  })
  .nullable();

export type JlinkDevice = z.infer<typeof JlinkDevice>;

export const jlinkSchema = bootMethod({
  word: 'jlink',
  summary: 'Flashes a microcontroller by SEGGER J-Link.',
  block: JlinkBlock,
  settings: JlinkDevice,
  deviceKeys: ['board_id'],
});
