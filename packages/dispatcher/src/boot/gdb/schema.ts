// SPDX-License-Identifier: Apache-2.0
import { methods } from '@lava/protocol/device/device.ts';
import { z } from 'zod';
import type { MethodSchema } from '../../job/method-schema.ts';
import { at } from '../../job/read.ts';
import { deviceHas, refusal } from '../../job/refusal.ts';
import { BootBlock } from '../../login/boot-schema.ts';

export const GdbBlock = BootBlock.extend({
  method: z.literal('gdb'),
  commands: z.string().describe("Name of a command list of the device's method gdb."),
  container: z.string().optional().describe('Container image to run gdb in.'),
});
export type GdbBlock = z.infer<typeof GdbBlock>;

export const GdbDevice = z
  .looseObject({
    parameters: z
      .looseObject({
        command: z.string().nullish().describe('Program on the worker.'),
        wait_before_continue: z.number().nullish().describe('Seconds before `continue` is typed.'),
      })
      .nullish()
      .describe('How gdb is run.'),
  })
  .describe('Command lists by name, each with `commands`, `arguments` and `docker`.');

export type GdbDevice = z.infer<typeof GdbDevice>;

export const gdbSchema: MethodSchema<GdbBlock, GdbDevice> = {
  name: 'gdb',
  words: ['gdb'],
  summary: 'Loads and starts a program on a microcontroller by gdb.',
  schema: GdbBlock,
  device: GdbDevice,

  refuses({ device, block }) {
    const commands = String(block.commands);
    return refusal(
      [block.method === 'gdb', '`method` is not gdb'],
      deviceHas(device, 'boot', 'gdb'),
      ['commands' in block, 'the block has no `commands`'],
      [
        at(methods(device, 'boot'), 'gdb', commands) !== undefined,
        `gdb of the device has no command list ${commands}`,
      ],
    );
  },
};
