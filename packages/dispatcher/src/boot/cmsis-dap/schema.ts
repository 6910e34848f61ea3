// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { bootMethod } from '../../job/define-method.ts';
import { refusal } from '../../job/refusal.ts';
import { BootBlock } from '../../login/boot-schema.ts';

export const CmsisDapBlock = BootBlock.extend({});
export type CmsisDapBlock = z.infer<typeof CmsisDapBlock>;

export const CmsisDapDevice = z.looseObject({
  parameters: z
    .looseObject({
      usb_mass_device: z.string().describe('Device node of the mass storage.'),
      resets_after_flash: z.boolean().optional().describe('The board restarts by itself; true by default.'),
      skip_autoremount_wait: z.boolean().optional().describe('Do not wait for the storage to come back.'),
      post_unmount_delay: z.number().optional().describe('Seconds to wait after unmounting; 1 by default.'),
    })
    .describe('The mass storage.'),
});

export type CmsisDapDevice = z.infer<typeof CmsisDapDevice>;

export const cmsisDapSchema = bootMethod({
  word: 'cmsis-dap',
  summary: 'Flashes a microcontroller by copying a file onto the USB mass storage of its debug probe.',
  block: CmsisDapBlock,
  settings: CmsisDapDevice,
  deviceKeys: ['board_id'],

  refuses({ board }) {
    const parameters = board.entries.boot['cmsis-dap']?.parameters;
    return refusal(
      [parameters, 'cmsis-dap of the device has no `parameters`'],
      [parameters?.usb_mass_device !== undefined, 'cmsis-dap of the device has no usb_mass_device'],
    );
  },
});
