// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import { images, OverlaidArtefact } from '../../artefact/artefact-schema.ts';
import { DeployBlock } from '../../artefact/deploy-schema.ts';
import { Docker } from '../../container/docker-schema.ts';
import type { MethodSchema } from '../../job/method-schema.ts';
import { deviceHas, refusal } from '../../job/refusal.ts';

const Image = OverlaidArtefact.extend({
  reboot: z
    .enum(['hard-reset', 'fastboot-reboot', 'fastboot-reboot-bootloader', 'fastboot-reboot-fastboot'])
    .optional()
    .describe('Restart the device after this partition is flashed.'),
});

export const FastbootBlock = DeployBlock.extend({
  to: z.literal('fastboot'),
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

export const fastbootSchema: MethodSchema<FastbootBlock, FastbootDevice> = {
  name: 'fastboot',
  words: ['fastboot'],
  summary: "Flashes partitions by fastboot, in the order that the device's configuration gives.",
  schema: FastbootBlock,
  device: FastbootDevice,

  refuses({ device, block }) {
    const known = Boolean(device.fastboot_auto_detection);
    return refusal(
      [block.to === 'fastboot', '`to` is not fastboot'],
      [known || 'adb_serial_number' in device, 'the device has no adb_serial_number'],
      [known || 'fastboot_serial_number' in device, 'the device has no fastboot_serial_number'],
      ['fastboot_options' in device, 'the device has no fastboot_options'],
      deviceHas(device, 'deploy', 'fastboot'),
    );
  },
};
