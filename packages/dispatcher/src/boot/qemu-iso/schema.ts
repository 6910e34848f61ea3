// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import { BootBlock } from '../../steps/boot-schema.ts';

/** Runs the installer of deploy method iso-installer in QEMU, then the installed system. */
export const QemuIsoBlock = BootBlock.extend({
  method: z.string().describe('qemu-iso'),
  media: z.literal('img').describe('The system is installed into an image.'),
});
export type QemuIsoBlock = z.infer<typeof QemuIsoBlock>;
