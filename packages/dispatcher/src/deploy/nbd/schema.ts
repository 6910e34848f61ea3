// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import type { MethodSchema } from '../../engine/method-schema.ts';
import { deviceHas, refusal } from '../../engine/refusal.ts';
import { Artefact } from '../../steps/artefact-schema.ts';
import { DeployBlock } from '../../steps/deploy-schema.ts';

export const NbdBlock = DeployBlock.extend({
  to: z.literal('nbd'),
  kernel: Artefact.extend({
    type: z.enum(['image', 'uimage', 'zimage']).optional().describe('Form of the kernel.'),
  })
    .optional()
    .describe('Kernel to boot.'),
  initrd: Artefact.optional().describe('Ramdisk that mounts the network block device.'),
  nbdroot: Artefact.optional().describe('Image of the root file system.'),
  dtb: Artefact.optional().describe('Device tree.'),
});
export type NbdBlock = z.infer<typeof NbdBlock>;

export const nbdSchema: MethodSchema<NbdBlock> = {
  name: 'nbd',
  words: ['nbd'],
  summary: 'Root file system over a network block device; needs the protocol lava-xnbd.',
  schema: NbdBlock,

  refuses({ device, block }) {
    return refusal([block.to === 'nbd', '`to` is not nbd'], deviceHas(device, 'deploy', 'nbd'));
  },
};
