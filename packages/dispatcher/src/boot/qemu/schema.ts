// SPDX-License-Identifier: Apache-2.0
import { methods } from '@lava/protocol/device/device.ts';
import { z } from 'zod';
import type { MethodSchema } from '../../engine/method-schema.ts';
import { BootBlock } from '../../steps/boot-schema.ts';

/** QEMU with the images of the deploy block. */
export const QemuBlock = BootBlock.extend({
  method: z.enum(['qemu', 'qemu-nfs', 'monitor']),
  connection: z.literal('serial').optional(),
  media: z.literal('tmpfs').optional(),
});
export type QemuBlock = z.infer<typeof QemuBlock>;

const METHODS = ['qemu', 'qemu-nfs', 'monitor'];

export const qemuSchema: MethodSchema<QemuBlock> = {
  name: 'qemu',
  words: ['qemu', 'qemu-nfs', 'monitor'],
  schema: QemuBlock,

  refuses({ device, block }) {
    if (!METHODS.includes(String(block.method))) return `\`method\` is none of ${METHODS.join(', ')}`;
    const available = methods(device, 'boot');
    if (!('qemu' in available) && !('qemu-nfs' in available)) return 'the device has no boot method qemu';
    return undefined;
  },
};
