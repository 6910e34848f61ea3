// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { bootMethod } from '../../job/define-method.ts';
import { BootloaderBlock } from '../../login/boot-schema.ts';

export const UefiBlock = BootloaderBlock.extend({
  shell_menu: z
    .string()
    .optional()
    .describe('Entry of the firmware menu that starts the shell; empty: no menu.'),
});
export type UefiBlock = z.infer<typeof UefiBlock>;

const text = z.string().nullish();

export const UefiDevice = z.looseObject({
  parameters: z
    .looseObject({
      shell_interrupt_string: text.describe('Key that stops the start script of the shell.'),
      shell_interrupt_prompt: text.describe('What is printed while it can be stopped.'),
      bootloader_prompt: text.describe('Prompt of the shell.'),
      shell_menu: text.describe('Entry of the firmware menu that starts the shell; empty: no menu.'),
      menu_prompt: text.describe('What is printed when the menu is there.'),
      menu_boot_message: text.describe('What is printed while the firmware can be stopped.'),
      separator: text.describe('Text between number and label of a menu entry.'),
    })
    .describe('Dialogue with menu and shell.'),
});

const REQUIRED = ['shell_interrupt_string', 'shell_interrupt_prompt', 'bootloader_prompt'];

export type UefiDevice = z.infer<typeof UefiDevice>;

export const uefiSchema = bootMethod({
  word: 'uefi',
  summary: 'Commands at the prompt of the UEFI shell.',
  block: UefiBlock,
  settings: UefiDevice,

  refuses({ board }) {
    const parameters = board.entries.boot.uefi?.parameters ?? {};
    const missing = REQUIRED.find((key) => !Object.hasOwn(parameters, key));
    return missing && `uefi of the device has no ${missing}`;
  },
});
