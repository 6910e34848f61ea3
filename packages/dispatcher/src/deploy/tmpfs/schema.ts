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

export const tmpfsSchema: MethodSchema<TmpfsBlock> = {
  name: 'tmpfs',
  words: ['tmpfs'],
  summary: 'Images for QEMU, or for a microcontroller that a boot method flashes.',
  schema: TmpfsBlock,

  refuses({ device, block }) {
    if (block.to !== 'tmpfs') return '`to` is not tmpfs';
    if (!('image' in methods(device, 'deploy'))) return 'the device has no deploy method image';
    if (!('images' in block)) return 'the block has no `images`';
    if (block.type !== undefined && block.type !== 'monitor') return '`type` is not monitor';
    return undefined;
  },
};
