// SPDX-License-Identifier: Apache-2.0
import { methods } from '@lava/protocol/device/device.ts';
import { z } from 'zod';
import type { MethodSchema } from '../../job/method-schema.ts';
import { at } from '../../job/read.ts';
import { deviceHas, refusal } from '../../job/refusal.ts';
import { BootBlock } from '../../login/boot-schema.ts';

export const CmsisDapBlock = BootBlock.extend({ method: z.literal('cmsis-dap') });
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

export const cmsisDapSchema: MethodSchema<CmsisDapBlock, CmsisDapDevice> = {
  name: 'cmsis-dap',
  words: ['cmsis-dap'],
  summary: 'Flashes a microcontroller by copying a file onto the USB mass storage of its debug probe.',
  schema: CmsisDapBlock,
  device: CmsisDapDevice,

  refuses({ device, block }) {
    const settings = at(methods(device, 'boot'), 'cmsis-dap', 'parameters');
    return refusal(
      [block.method === 'cmsis-dap', '`method` is not cmsis-dap'],
      deviceHas(device, 'boot', 'cmsis-dap'),
      [settings, 'cmsis-dap of the device has no `parameters`'],
      [at(settings, 'usb_mass_device') !== undefined, 'cmsis-dap of the device has no usb_mass_device'],
      ['board_id' in device, 'the device has no board_id'],
    );
  },
};
