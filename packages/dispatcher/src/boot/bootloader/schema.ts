// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { bootMethod } from '../../job/define-method.ts';
import { BootBlock } from '../../login/boot-schema.ts';

export const BootloaderBlock = BootBlock.extend({
  bootloader: z.string().describe('Boot method of the device whose bootloader it is, e.g. u-boot.'),
  commands: z
    .union([z.string(), z.array(z.string())])
    .optional()
    .describe('Commands to run; may be empty.'),
  use_bootscript: z
    .boolean()
    .optional()
    .describe('Put the commands into a script that the bootloader loads.'),
  reset_connection: z.boolean().optional().describe('Close and open the console first; true by default.'),
  reset_device: z.boolean().optional().describe('Reset the device first; true by default.'),
  reset: z.boolean().optional().describe('The same as `reset_device`.'),
});
export type BootloaderBlock = z.infer<typeof BootloaderBlock>;

export const bootloaderSchema = bootMethod({
  word: 'bootloader',
  summary: 'Brings the device to the prompt of its bootloader, and leaves it there.',
  block: BootloaderBlock,
  needs: [],
  keys: ['bootloader'],

  refuses({ board, block }) {
    if (typeof block.bootloader !== 'string') return '`bootloader` is not text';
    const known = board.methods.boot.includes(block.bootloader);
    return known ? undefined : `the device has no boot method ${block.bootloader}`;
  },
});
