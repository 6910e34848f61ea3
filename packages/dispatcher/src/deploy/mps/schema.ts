// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { Artefact } from '../../artefact/artefact-schema.ts';
import { DeployBlock } from '../../artefact/deploy-schema.ts';
import { deployMethod } from '../../job/define-method.ts';
import { Name, ToolPath } from '../../job/text-schema.ts';

export const MpsBlock = DeployBlock.extend({
  images: z
    .record(
      Name,
      Artefact.extend({
        rename: ToolPath.optional().describe('Name of the file on the board.'),
      }),
    )
    .describe('`recovery_image` and test binaries named `test_binary` or `test_binary_…`.'),
});
export type MpsBlock = z.infer<typeof MpsBlock>;

export const MpsDevice = z
  .looseObject({
    parameters: z
      .looseObject({
        'hard-reboot': z.unknown().optional().describe('Restart by power instead of by a file on the board.'),
        'reboot-string': z.string().optional().describe('Content of reboot.txt.'),
      })
      .nullish()
      .describe('How the board is restarted.'),
  })
  .nullable();

export type MpsDevice = z.infer<typeof MpsDevice>;

export const mpsSchema = deployMethod({
  word: 'mps',
  summary: 'Arm MPS boards: files copied onto their USB mass storage.',
  block: MpsBlock,
  settings: MpsDevice,
  deviceKeys: ['usb_filesystem_label'],
});
