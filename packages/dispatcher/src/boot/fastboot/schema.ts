// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { Docker } from '../../container/docker-schema.ts';
import { bootMethod } from '../../job/define-method.ts';
import { BootBlock } from '../../login/boot-schema.ts';

export const FastbootBlock = BootBlock.extend({
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

export const fastbootSchema = bootMethod({
  word: 'fastboot',
  summary: "Boots from fastboot, in the sequence that the device's configuration gives.",
  block: FastbootBlock,
  settings: FastbootDevice,
  needs: [],
});
