// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { Artefact } from '../../artefact/artefact-schema.ts';
import { DeployBlock } from '../../artefact/deploy-schema.ts';
import { deployMethod } from '../../job/define-method.ts';
import { ToolPath, Word } from '../../job/text-schema.ts';

export const IsoInstallerBlock = DeployBlock.extend({
  images: z
    .looseObject({
      iso: Artefact.extend({
        image_arg: z.string().optional().describe("Fragment of QEMU's command line; `{iso}` is the file."),
      }).describe('Image of the installation medium.'),
      preseed: Artefact.describe('Answers for the installer.'),
    })
    .describe('Medium and answers.'),
  iso: z
    .looseObject({
      installation_size: Word.describe('Size of the disk to install to, e.g. 2G or 800M.'),
      kernel: ToolPath.optional().describe("Path of the installer's kernel on the medium."),
      initrd: ToolPath.optional().describe("Path of the installer's ramdisk on the medium."),
    })
    .describe('What is taken from the medium, and the disk.'),
});
export type IsoInstallerBlock = z.infer<typeof IsoInstallerBlock>;

export const isoInstallerSchema = deployMethod({
  word: 'iso-installer',
  summary: 'Installs a system from an ISO image onto an empty disk of QEMU.',
  block: IsoInstallerBlock,
  needs: ['image'],

  refuses({ block }) {
    const { iso } = block;
    return typeof iso !== 'object' || iso === null || !('installation_size' in iso)
      ? 'the block has no `iso` with `installation_size`'
      : undefined;
  },
});
