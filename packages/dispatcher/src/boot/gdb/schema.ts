// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import * as z from 'zod';
import { ImageName } from '../../container/docker-schema.ts';
import { JobScripts } from '../../flash/scripts-schema.ts';
import { bootMethod } from '../../job/define-method.ts';
import { Word } from '../../job/text-schema.ts';
import { BootBlock } from '../../login/boot-schema.ts';

export const GdbBlock = BootBlock.extend({
  commands: Word.describe("Name of a command list of the device's method gdb."),
  container: ImageName.optional().describe('Container image to run gdb in.'),
});
export type GdbBlock = z.infer<typeof GdbBlock>;

export const GdbDevice = z
  .looseObject({
    parameters: z
      .looseObject({
        command: z.string().nullish().describe('Program on the worker; gdb by default.'),
        allow_job_scripts: JobScripts,
        wait_before_continue: z.number().nullish().describe('Seconds before `continue` is typed.'),
      })
      .nullish()
      .describe('How gdb is run.'),
  })
  .describe('Command lists by name, each with `commands`, `arguments` and `docker`.');

export type GdbDevice = z.infer<typeof GdbDevice>;

const Texts = z
  .union([z.string(), z.array(z.string())])
  .nullish()
  .transform((texts) => (typeof texts === 'string' ? [texts] : (texts ?? [])));

const CommandSet = z.looseObject({
  arguments: Texts,
  commands: Texts,
  docker: z.looseObject({ use: z.boolean().nullish() }).nullish(),
});

/** A command list of the device. @throws LavaError `device-invalid` */
export function commandSet(settings: GdbDevice, name: string): z.infer<typeof CommandSet> {
  const set = CommandSet.safeParse(Object.hasOwn(settings, name) ? settings[name] : undefined);
  if (set.success) return set.data;
  throw new LavaError('device-invalid', `gdb of the device has no command list ${name} that can be used`);
}

export const gdbSchema = bootMethod({
  word: 'gdb',
  summary: 'Loads and starts a program on a microcontroller by gdb.',
  block: GdbBlock,
  settings: GdbDevice,
  keys: ['commands'],
});
