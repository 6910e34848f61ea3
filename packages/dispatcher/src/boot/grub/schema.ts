// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';

export { GrubBlock } from '../../steps/grub-schema.ts';

export const GrubDevice = z
  .looseObject({
    parameters: z
      .looseObject({
        bootloader_prompt: z.string().nullish().describe('Prompt of GRUB.'),
        interrupt_prompt: z.string().nullish().describe('What is printed while GRUB can be stopped.'),
        interrupt_char: z.string().nullish().describe('Key that stops it.'),
        needs_interrupt: z.boolean().nullish().describe('False: the prompt comes by itself.'),
      })
      .nullish()
      .describe('Dialogue with GRUB.'),
    menu_options: z.unknown().describe('Entry of the firmware menu that starts GRUB.'),
    reset_device: z.boolean().nullish().describe('Reset the device first; true by default.'),
  })
  .nullable()
  .describe('Command lists by name, each with `commands`.');
