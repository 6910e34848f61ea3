// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { Docker } from '../../container/docker-schema.ts';
import { bootMethod } from '../../job/define-method.ts';
import { ToolPath, Word } from '../../job/text-schema.ts';
import { BootBlock } from '../../login/boot-schema.ts';

export const QdlBlock = BootBlock.extend({
  firehose_program: ToolPath.describe('Programmer in the archive.'),
  rawprogram: z
    .union([ToolPath, z.array(ToolPath)])
    .describe('Partition table in the archive; a pattern of file names.'),
  patch: z
    .union([ToolPath, z.array(ToolPath)])
    .optional()
    .describe('Patches in the archive.'),
  path: ToolPath.optional().describe('Directory in the archive.'),
  storage: Word.optional().describe('Kind of the storage: ufs, emmc, nvme, …'),
  debug: z.boolean().optional().describe('Let the program tell more.'),
  docker: Docker.optional().describe('Container that the program runs in.'),
});
export type QdlBlock = z.infer<typeof QdlBlock>;

export const QdlDevice = z
  .looseObject({
    parameters: z
      .looseObject({
        command: z.string().nullish().describe('Program on the worker; qdl by default.'),
        'enter-commands': z
          .unknown()
          .optional()
          .describe('Commands on the worker that enter emergency download mode.'),
      })
      .nullish()
      .describe('How the program is run.'),
  })
  .nullable();

export type QdlDevice = z.infer<typeof QdlDevice>;

export const qdlSchema = bootMethod({
  word: 'qdl',
  summary: 'Qualcomm boards: flashes the archive of deploy method qdl in emergency download mode.',
  block: QdlBlock,
  settings: QdlDevice,
  deviceKeys: ['board_qdl_id'],
});
