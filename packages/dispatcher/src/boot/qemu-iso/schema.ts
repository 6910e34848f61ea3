// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import type { MethodSchema } from '../../job/method-schema.ts';
import { refusal } from '../../job/refusal.ts';
import { BootBlock } from '../../login/boot-schema.ts';

export const QemuIsoBlock = BootBlock.extend({
  method: z.string().describe('qemu-iso'),
  media: z.literal('img').describe('The system is installed into an image.'),
});
export type QemuIsoBlock = z.infer<typeof QemuIsoBlock>;

export const qemuIsoSchema: MethodSchema<QemuIsoBlock> = {
  name: 'qemu-iso',
  words: ['qemu-iso'],
  summary: 'Runs the installer of deploy method iso-installer in QEMU, then the installed system.',
  schema: QemuIsoBlock,

  refuses({ block }) {
    return refusal(
      [block.method === 'qemu-iso', 'the method is not `qemu-iso`'],
      ['media' in block && block.media === 'img', 'the block has no `media: img`'],
    );
  },
};
