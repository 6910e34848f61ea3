// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { bootMethod } from '../../job/define-method.ts';
import { BootloaderBlock } from '../../login/boot-schema.ts';

export const UBootBlock = BootloaderBlock.extend({
  reset: z.boolean().optional().describe('Reset the device first; true by default.'),
});
export type UBootBlock = z.infer<typeof UBootBlock>;

export const UBootDevice = z
  .looseObject({
    parameters: z
      .looseObject({
        bootloader_prompt: z.string().nullish().describe('Prompt of U-Boot.'),
        interrupt_prompt: z.string().nullish().describe('What is printed while the autoboot can be stopped.'),
        interrupt_char: z.string().nullish().describe('Key that stops it.'),
        interrupt_ctrl_list: z.array(z.string()).nullish().describe('Keys that stop it, pressed with Ctrl.'),
        needs_interrupt: z.boolean().nullish().describe('False: the prompt comes by itself.'),
        apply_dtbo_commands: z
          .array(z.string())
          .nullish()
          .describe('Commands that apply a device tree overlay.'),
        uboot_altbank: z.boolean().nullish().describe('Boot from the other bank.'),
        uboot_altbank_cmd: z.string().nullish().describe('Command that switches the bank.'),
        uboot_ums_flash: z.boolean().nullish().describe('Write the image of deploy method u-boot-ums.'),
        uboot_mass_storage_device: z
          .string()
          .nullish()
          .describe('Device node of the mass storage on the worker.'),
        lava_mac: z.string().nullish().describe('MAC address, for `{LAVA_MAC}`.'),
      })
      .nullish()
      .describe('Dialogue with U-Boot.'),
  })
  .nullable()
  .describe('Command lists by name, each with `commands`.');

export type UBootDevice = z.infer<typeof UBootDevice>;

export const uBootSchema = bootMethod({
  word: 'u-boot',
  summary: 'Commands at the prompt of U-Boot.',
  block: UBootBlock,
  settings: UBootDevice,
  commands: 'required',
});
