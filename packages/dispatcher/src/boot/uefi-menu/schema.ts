// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { bootMethod } from '../../job/define-method.ts';
import { BootBlock, BootCommands } from '../../login/boot-schema.ts';

export const UefiMenuBlock = BootBlock.extend({
  commands: BootCommands.optional(),
  line_separator: z.string().optional().describe('How lines end: dos or unix.'),
});
export type UefiMenuBlock = z.infer<typeof UefiMenuBlock>;

const text = z.string().nullish();

export const UefiMenuDevice = z
  .looseObject({
    parameters: z
      .looseObject({
        interrupt_prompt: text.describe('What is printed while the firmware can be stopped.'),
        interrupt_string: text.describe('Key that stops it.'),
        item_markup: z.array(z.string()).nullish().describe('Text before and after the number of an entry.'),
        item_class: text.describe('Characters of the number, as in a regular expression.'),
        separator: text.describe('Text between number and label.'),
        label_class: text.describe('Characters of the label, as in a regular expression.'),
        bootloader_prompt: text.describe('Prompt of the menu.'),
        boot_message: text.describe('What is printed when the boot starts.'),
      })
      .describe('Dialogue with the menu.'),
  })
  .describe('Lists of choices by name.');

const REQUIRED = ['interrupt_prompt', 'interrupt_string'];

export type UefiMenuDevice = z.infer<typeof UefiMenuDevice>;

export const uefiMenuSchema = bootMethod({
  word: 'uefi-menu',
  summary: 'Chooses entries of a firmware menu.',
  block: UefiMenuBlock,
  settings: UefiMenuDevice,

  refuses({ board }) {
    const parameters = board.entries.boot['uefi-menu']?.parameters ?? {};
    const missing = REQUIRED.find((key) => !Object.hasOwn(parameters, key));
    return missing && `uefi-menu of the device has no ${missing}`;
  },
});
