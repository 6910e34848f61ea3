// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { bootMethod } from '../../job/define-method.ts';
import { BootBlock } from '../../login/boot-schema.ts';

export const DfuBlock = BootBlock.extend({});
export type DfuBlock = z.infer<typeof DfuBlock>;

export const DfuDevice = z.looseObject({
  implementation: z
    .string()
    .nullish()
    .describe(
      '`u-boot`: the bootloader gets the command to enter DFU; `hardware`: the board does it by itself.',
    ),
  reset_works: z.boolean().nullish().describe('The board restarts when flashed; true by default.'),
  parameters: z
    .looseObject({
      command: z.string().nullish().describe('Program on the worker; dfu-util by default.'),
      options: z.unknown().optional().describe('Options of the program.'),
      'enter-commands': z.unknown().optional().describe('Commands at the bootloader that enter DFU.'),
    })
    .nullish()
    .describe('How the program is run.'),
});

export type DfuDevice = z.infer<typeof DfuDevice>;

export const dfuSchema = bootMethod({
  word: 'dfu',
  summary: 'Flashes by USB Device Firmware Upgrade.',
  block: DfuBlock,
  settings: DfuDevice,
  deviceKeys: ['board_id'],
});
