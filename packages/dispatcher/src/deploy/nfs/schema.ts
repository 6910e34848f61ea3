// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import { Artefact } from '../../steps/artefact-schema.ts';
import { DeployBlock } from '../../steps/deploy-schema.ts';

/** Root file system over NFS, for boards. */
export const NfsBlock = DeployBlock.extend({
  to: z.literal('nfs'),
  nfsrootfs: Artefact.extend({
    prefix: z.string().optional().describe('Directory inside the archive that is the root file system.'),
  })
    .optional()
    .describe('Archive of the root file system.'),
  modules: Artefact.optional().describe('Archive of kernel modules, unpacked over the root file system.'),
});
export type NfsBlock = z.infer<typeof NfsBlock>;
