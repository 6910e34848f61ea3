// SPDX-License-Identifier: Apache-2.0
import { methods } from '@lava/protocol/device/device.ts';
import { z } from 'zod';
import { Artefact, images } from '../../artefact/artefact-schema.ts';
import { DeployBlock } from '../../artefact/deploy-schema.ts';
import type { MethodSchema } from '../../job/method-schema.ts';

export const TmpfsBlock = DeployBlock.extend({
  to: z.literal('tmpfs'),
  type: z.literal('monitor').optional().describe('The images are for a QEMU that only gives its monitor.'),
  images: images(
    Artefact.extend({
      image_arg: z.string().optional().describe('Fragment of the command line; `{name}` is the file.'),
    }),
  ),
  uefi: Artefact.optional().describe('Firmware; its directory is given to QEMU by `-L`.'),
});
export type TmpfsBlock = z.infer<typeof TmpfsBlock>;

export const ImageDevice = z
  .looseObject({
    parameters: z
      .looseObject({
        guest: z
          .looseObject({
            interface: z
              .string()
              .nullish()
              .describe("QEMU's interface of the disk with the overlay; ide by default."),
            driveid: z.string().nullish().describe("QEMU's id of that disk; lavatest by default."),
            size: z.coerce.number().positive().nullish().describe('Megabytes of that disk; 512 by default.'),
          })
          .nullish()
          .describe('The disk with the test overlay.'),
      })
      .nullish()
      .describe('How images are used.'),
  })
  .nullable();
export type ImageDevice = z.infer<typeof ImageDevice>;

export const tmpfsSchema: MethodSchema<TmpfsBlock, ImageDevice> = {
  name: 'tmpfs',
  words: ['tmpfs'],
  summary: 'Images for QEMU, or for a microcontroller that a boot method flashes.',
  schema: TmpfsBlock,
  device: ImageDevice,
  deviceWords: ['image'],

  refuses({ device, block }) {
    if (block.to !== 'tmpfs') return '`to` is not tmpfs';
    if (!('image' in methods(device, 'deploy'))) return 'the device has no deploy method image';
    if (!('images' in block)) return 'the block has no `images`';
    if (block.type !== undefined && block.type !== 'monitor') return '`type` is not monitor';
    return undefined;
  },
};
