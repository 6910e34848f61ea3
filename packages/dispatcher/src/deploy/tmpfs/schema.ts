// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { Artefact, images } from '../../artefact/artefact-schema.ts';
import { DeployBlock } from '../../artefact/deploy-schema.ts';
import { deployMethod } from '../../job/define-method.ts';

export const TmpfsBlock = DeployBlock.extend({
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

export const tmpfsSchema = deployMethod({
  word: 'tmpfs',
  summary: 'Images for QEMU, or for a microcontroller that a boot method flashes.',
  block: TmpfsBlock,
  settings: ImageDevice,
  entries: ['image'],
  needs: ['image'],
  keys: ['images'],

  refuses({ block: { type } }) {
    return type === undefined || type === 'monitor' ? undefined : '`type` is not monitor';
  },
});
