// SPDX-License-Identifier: Apache-2.0
import type * as z from 'zod';
import { Artefact } from '../../artefact/artefact-schema.ts';
import { DeployBlock } from '../../artefact/deploy-schema.ts';
import { deployMethod } from '../../job/define-method.ts';
import { ToolPath } from '../../job/text-schema.ts';

export const NfsBlock = DeployBlock.extend({
  nfsrootfs: Artefact.extend({
    prefix: ToolPath.optional().describe('Directory inside the archive that is the root file system.'),
  })
    .optional()
    .describe('Archive of the root file system.'),
  modules: Artefact.optional().describe('Archive of kernel modules, unpacked over the root file system.'),
});
export type NfsBlock = z.infer<typeof NfsBlock>;

export const nfsSchema = deployMethod({
  word: 'nfs',
  summary: 'Root file system over NFS, for boards.',
  block: NfsBlock,

  refuses({ board }) {
    return board.methods.deploy.includes('image')
      ? 'the device boots images (deploy method image)'
      : undefined;
  },
});
