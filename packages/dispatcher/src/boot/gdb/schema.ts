// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import { BootBlock } from '../../steps/boot-schema.ts';

/** Loads and starts a program on a microcontroller by gdb. */
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
