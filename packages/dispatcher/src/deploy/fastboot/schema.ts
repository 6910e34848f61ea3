// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { images, OverlaidArtefact } from '../../artefact/artefact-schema.ts';
import { DeployBlock } from '../../artefact/deploy-schema.ts';
import { Docker } from '../../container/docker-schema.ts';
import { deployMethod } from '../../job/define-method.ts';

const Image = OverlaidArtefact.extend({
  reboot: z
    .enum(['hard-reset', 'fastboot-reboot', 'fastboot-reboot-bootloader', 'fastboot-reboot-fastboot'])
    .optional()
    .describe('Restart the device after this partition is flashed.'),
});

export const FastbootBlock = DeployBlock.extend({
  images: images(Image).describe('Files to flash, by the name of their partition.'),
  docker: Docker.optional().describe('Container that fastboot and adb run in.'),
});
export type FastbootBlock = z.infer<typeof FastbootBlock>;

export const FastbootDevice = z
  .looseObject({
    interrupt_prompt: z
      .string()
      .optional()
      .describe('What the console shows when fastboot waits for commands.'),
    interrupt_string: z.string().optional().describe('What brings the bootloader into fastboot.'),
  })
  .nullable();

export type FastbootDevice = z.infer<typeof FastbootDevice>;

export const fastbootSchema = deployMethod({
  word: 'fastboot',
  summary: "Flashes partitions by fastboot, in the order that the device's configuration gives.",
  block: FastbootBlock,
  settings: FastbootDevice,
  deviceKeys: ['fastboot_options'],

  refuses({ board }) {
    if (board.fastboot.detect) return undefined;
    const missing = ['adb_serial_number', 'fastboot_serial_number'].find((key) => !board.keys.includes(key));
    return missing && `the device has no ${missing}`;
  },
});
