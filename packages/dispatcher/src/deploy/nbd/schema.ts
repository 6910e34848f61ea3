// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { Artefact } from '../../artefact/artefact-schema.ts';
import { DeployBlock } from '../../artefact/deploy-schema.ts';
import { deployMethod } from '../../job/define-method.ts';

export const NbdBlock = DeployBlock.extend({
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

export const nbdSchema = deployMethod({
  word: 'nbd',
  summary: 'Root file system over a network block device; needs the protocol lava-xnbd.',
  block: NbdBlock,
});
