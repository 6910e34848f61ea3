// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { Artefact } from '../../artefact/artefact-schema.ts';
import { DeployBlock } from '../../artefact/deploy-schema.ts';
import { deployMethod } from '../../job/define-method.ts';
import { Name, NfsAddress, ToolPath } from '../../job/text-schema.ts';

const installModules = z.boolean().optional().describe('Unpack the kernel modules into it; true by default.');
const installOverlay = z.boolean().optional().describe('Put the test overlay into it; true by default.');

export const TftpBlock = DeployBlock.extend({
  kernel: Artefact.extend({
    type: z
      .enum(['image', 'uimage', 'zimage'])
      .optional()
      .describe('Form of the kernel, which decides the boot command.'),
  })
    .optional()
    .describe('Kernel to boot.'),
  dtb: Artefact.optional().describe('Device tree.'),
  dtbo: z.array(Artefact).optional().describe('Device tree overlays, in their order.'),
  modules: Artefact.optional().describe('Archive of kernel modules.'),
  preseed: Artefact.optional().describe('Answers for an installer.'),
  ramdisk: Artefact.extend({
    install_modules: installModules,
    install_overlay: installOverlay,
    header: z.literal('u-boot').optional().describe('It has a U-Boot header, which is taken off.'),
  })
    .optional()
    .describe('Ramdisk.'),
  nfsrootfs: Artefact.extend({
    install_modules: installModules,
    install_overlay: installOverlay,
    prefix: ToolPath.min(1).optional().describe('Directory inside the archive that is the root file system.'),
  })
    .optional()
    .describe('Archive of a root file system, exported over NFS.'),
  persistent_nfs: z
    .looseObject({
      address: NfsAddress.describe('`host:/path` of a root file system that stays.'),
      install_overlay: installOverlay,
    })
    .optional()
    .describe('Root file system that some NFS server has already.'),
  tee: Artefact.optional().describe('Trusted execution environment.'),
  extra_files: z
    .record(Name, Artefact)
    .optional()
    .describe('Further files, side by side in `{EXTRA_FILES_DIR}`.'),
});
export type TftpBlock = z.infer<typeof TftpBlock>;

export const tftpSchema = deployMethod({
  word: 'tftp',
  summary: 'Files that the bootloader fetches from the worker by TFTP.',
  block: TftpBlock,
});
