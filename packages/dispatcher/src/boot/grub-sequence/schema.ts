// SPDX-License-Identifier: Apache-2.0
import { methods } from '@lava/protocol/device/device.ts';
import { z } from 'zod';
import { GrubBlock } from '../../bootloader/grub-schema.ts';
import type { MethodSchema } from '../../job/method-schema.ts';
import { at } from '../../job/read.ts';
import { deviceHas, refusal } from '../../job/refusal.ts';

export const GrubSequenceDevice = z.looseObject({
  sequence: z
    .array(z.enum(['wait-fastboot-interrupt', 'auto-login', 'shell-session', 'export-env']))
    .describe('What is done, in this order.'),
  reset_device: z.boolean().nullish().describe('Reset the device first.'),
});

export type GrubSequenceDevice = z.infer<typeof GrubSequenceDevice>;

export const grubSequenceSchema: MethodSchema<GrubBlock, GrubSequenceDevice> = {
  name: 'grub-sequence',
  words: ['grub', 'grub-efi'],
  summary: "GRUB that starts by itself, after the steps that the device's `sequence` names.",
  schema: GrubBlock,
  device: GrubSequenceDevice,

  refuses({ device, block }) {
    const boot = methods(device, 'boot');
    return refusal(
      [block.method === 'grub' || block.method === 'grub-efi', '`method` is none of grub, grub-efi'],
      deviceHas(device, 'boot', 'grub'),
      [!('grub-efi' in boot), 'the device has boot method grub-efi'],
      [at(boot, 'grub', 'sequence') !== undefined, 'grub of the device has no `sequence`'],
    );
  },
};
