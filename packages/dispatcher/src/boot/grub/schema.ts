// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { GrubBlock } from '../../bootloader/grub-schema.ts';
import { bootMethod } from '../../job/define-method.ts';
import { refusal } from '../../job/refusal.ts';

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
    menu_options: z.unknown().optional().describe('Entry of the firmware menu that starts GRUB.'),
    reset_device: z.boolean().nullish().describe('Reset the device first; true by default.'),
  })
  .nullable()
  .describe('Command lists by name, each with `commands`.');

export type GrubDevice = z.infer<typeof GrubDevice>;

export const grubSchema = bootMethod({
  word: ['grub', 'grub-efi'],
  name: 'grub',
  summary: 'Commands at the prompt of GRUB.',
  block: GrubBlock,
  settings: GrubDevice,
  needs: [],

  refuses({ board }) {
    const { boot } = board.entries;
    return refusal(
      ['grub' in boot || 'grub-efi' in boot, 'the device has no boot method grub or grub-efi'],
      [!boot.grub?.keys.includes('sequence'), 'grub of the device has a `sequence`'],
    );
  },
});
