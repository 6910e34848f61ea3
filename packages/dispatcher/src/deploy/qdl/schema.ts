// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { Artefact, Uniquify } from '../../artefact/artefact-schema.ts';
import { DeployBlock } from '../../artefact/deploy-schema.ts';
import { deployMethod } from '../../job/define-method.ts';
import { ToolPath } from '../../job/text-schema.ts';

export const QdlBlock = DeployBlock.extend({
  qcomflash: Artefact.extend({
    'apply-overlay': z.boolean().optional().describe('Put the test overlay into the root file system.'),
  }).describe('Archive with programmer, partition tables and images.'),
  rootfs_image: ToolPath.optional().describe('Name of the root file system in the archive: rootfs.img.'),
  uniquify: Uniquify,
});
export type QdlBlock = z.infer<typeof QdlBlock>;

export const qdlSchema = deployMethod({
  word: 'qdl',
  summary: 'Qualcomm boards: fetches the archive that boot method qdl flashes.',
  block: QdlBlock,
  needs: [],
  keys: ['qcomflash'],
});
