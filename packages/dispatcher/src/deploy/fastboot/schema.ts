// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import { images, OverlaidArtefact } from '../../steps/artefact-schema.ts';
import { DeployBlock } from '../../steps/deploy-schema.ts';
import { Docker } from '../../steps/docker-schema.ts';

const Image = OverlaidArtefact.extend({
  reboot: z
    .enum(['hard-reset', 'fastboot-reboot', 'fastboot-reboot-bootloader', 'fastboot-reboot-fastboot'])
    .optional()
    .describe('Restart the device after this partition is flashed.'),
});

/** Flashes partitions by fastboot, in the order that the device's configuration gives. */
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
