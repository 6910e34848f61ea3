// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { Artefact, images } from '../../artefact/artefact-schema.ts';
import { DeployBlock } from '../../artefact/deploy-schema.ts';
import { deployMethod } from '../../job/define-method.ts';
import { deviceHas, refusal } from '../../job/refusal.ts';
import { ToolPath } from '../../job/text-schema.ts';

export const QemuNfsBlock = DeployBlock.extend({
  type: z.literal('monitor').optional().describe('The images are for a QEMU that only gives its monitor.'),
  images: images(
    Artefact.extend({
      image_arg: z.string().optional().describe("Fragment of QEMU's command line; `{name}` is the file."),
      prefix: ToolPath.optional().describe('Directory inside the archive that is the root file system.'),
    }),
  ),
  uefi: Artefact.optional().describe('Firmware; its directory is given to QEMU by `-L`.'),
});
export type QemuNfsBlock = z.infer<typeof QemuNfsBlock>;

export const qemuNfsSchema = deployMethod({
  word: 'nfs',
  name: 'qemu-nfs',
  summary: 'Kernel and root file system over NFS, for QEMU.',
  block: QemuNfsBlock,

  refuses({ board, block }) {
    return refusal(deviceHas(board, 'boot', 'qemu-nfs'), [
      block.type === undefined || block.type === 'monitor',
      '`type` is not monitor',
    ]);
  },
});
