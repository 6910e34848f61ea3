// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import { Docker } from '../../container/docker-schema.ts';
import type { MethodSchema } from '../../job/method-schema.ts';
import { refusal } from '../../job/refusal.ts';
import { BootBlock } from '../../login/boot-schema.ts';

export const FastbootBlock = BootBlock.extend({
  method: z.literal('fastboot'),
  commands: z
    .union([z.string(), z.array(z.string())])
    .optional()
    .describe('fastboot commands to run first.'),
  use_bootscript: z
    .boolean()
    .optional()
    .describe('Put the commands into a script that the bootloader loads.'),
  docker: Docker.optional().describe('Container that fastboot and adb run in.'),
});
export type FastbootBlock = z.infer<typeof FastbootBlock>;

export const FastbootDevice = z
  .array(
    z.enum([
      'boot',
      'reboot',
      'no-flash-boot',
      'auto-login',
      'overlay-unpack',
      'shell-session',
      'export-env',
    ]),
  )
  .describe('What is done, in this order.');

export type FastbootDevice = z.infer<typeof FastbootDevice>;

export const fastbootSchema: MethodSchema<FastbootBlock, FastbootDevice> = {
  name: 'fastboot',
  words: ['fastboot'],
  summary: "Boots from fastboot, in the sequence that the device's configuration gives.",
  schema: FastbootBlock,
  device: FastbootDevice,

  refuses({ block }) {
    return refusal([block.method === 'fastboot', '`method` is not fastboot']);
  },
};
