// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import { BootBlock } from '../../steps/boot-schema.ts';

/** Flashes a microcontroller by copying a file onto the USB mass storage of its debug probe. */
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
