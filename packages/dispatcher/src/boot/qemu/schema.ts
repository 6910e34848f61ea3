// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import { BootBlock } from '../../steps/boot-schema.ts';

/** QEMU with the images of the deploy block. */
export const QemuBlock = BootBlock.extend({
  method: z.enum(['qemu', 'qemu-nfs', 'monitor']),
  connection: z.literal('serial').optional(),
  media: z.literal('tmpfs').optional(),
});
export type QemuBlock = z.infer<typeof QemuBlock>;
