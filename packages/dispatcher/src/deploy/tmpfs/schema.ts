// SPDX-License-Identifier: Apache-2.0
import { Block } from '@lava/protocol/job/job.ts';
import { z } from 'zod';
import { Artefact } from '../../steps/artefact-schema.ts';

/** Images for QEMU, or for a microcontroller that a boot method flashes. */
export const TmpfsBlock = Block.extend({
  to: z.literal('tmpfs'),
  os: z.string().optional(),
  type: z.literal('monitor').optional(),
  /** Each image may have `image_arg`: command line fragment, `{name}` becomes the file's path. */
  images: z.record(z.string(), Artefact.extend({ image_arg: z.string().optional() })),
  /** Firmware; its directory is given to QEMU by `-L`. */
  uefi: Artefact.optional(),
});
export type TmpfsBlock = z.infer<typeof TmpfsBlock>;
