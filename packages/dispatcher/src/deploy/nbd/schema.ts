// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import { Artefact } from '../../artefact/artefact-schema.ts';
import { DeployBlock } from '../../artefact/deploy-schema.ts';
import type { MethodSchema } from '../../job/method-schema.ts';
import { deviceHas, refusal } from '../../job/refusal.ts';

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
