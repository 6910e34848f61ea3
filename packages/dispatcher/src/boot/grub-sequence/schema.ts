// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { GrubBlock } from '../../bootloader/grub-schema.ts';
import { bootMethod } from '../../job/define-method.ts';
import { refusal } from '../../job/refusal.ts';

export const GrubSequenceDevice = z.looseObject({
  sequence: z
    .array(z.enum(['wait-fastboot-interrupt', 'auto-login', 'shell-session', 'export-env']))
    .describe('What is done, in this order.'),
  reset_device: z.boolean().nullish().describe('Reset the device first.'),
});

export type GrubSequenceDevice = z.infer<typeof GrubSequenceDevice>;

export const grubSequenceSchema = bootMethod({
  word: ['grub', 'grub-efi'],
  name: 'grub-sequence',
  summary: "GRUB that starts by itself, after the steps that the device's `sequence` names.",
  block: GrubBlock,
  settings: GrubSequenceDevice,
  entries: ['grub'],
  needs: ['grub'],

  refuses({ board }) {
    const { boot } = board.entries;
    return refusal(
      [!('grub-efi' in boot), 'the device has boot method grub-efi'],
      [boot.grub?.keys.includes('sequence'), 'grub of the device has no `sequence`'],
    );
  },
});
