// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { Artefact } from '../../artefact/artefact-schema.ts';
import { DeployBlock } from '../../artefact/deploy-schema.ts';
import { deployMethod } from '../../job/define-method.ts';

export const MuscaBlock = DeployBlock.extend({
  images: z.looseObject({ test_binary: Artefact.describe('Binary to flash.') }).describe('The binary.'),
});
export type MuscaBlock = z.infer<typeof MuscaBlock>;

export const MuscaDevice = z
  .looseObject({
    id_serial: z
      .string()
      .nullish()
      .describe('Name of its storage below /dev/disk/by-id; usb-MBED_VFS_BOARD_ID-0:0 by default.'),
  })
  .nullable();

export type MuscaDevice = z.infer<typeof MuscaDevice>;

export const muscaSchema = deployMethod({
  word: 'musca',
  summary: 'Arm Musca boards: one binary copied onto their USB mass storage.',
  block: MuscaBlock,
  settings: MuscaDevice,
  deviceKeys: ['board_id'],
});
