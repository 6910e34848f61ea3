// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { Artefact } from '../../artefact/artefact-schema.ts';
import { DeployBlock } from '../../artefact/deploy-schema.ts';
import { deployMethod } from '../../job/define-method.ts';

export const VemsdBlock = DeployBlock.extend({
  recovery_image: Artefact.describe('Archive of the board firmware.'),
});
export type VemsdBlock = z.infer<typeof VemsdBlock>;

const text = z.string().optional();

export const VemsdDevice = z.looseObject({
  parameters: z
    .looseObject({
      autorun_prompt: text.describe('Prompt before the board starts by itself.'),
      mcc_prompt: text.describe('Prompt of the board controller.'),
      mcc_reset_msg: text.describe('What the board controller prints when it starts.'),
      msd_mount_cmd: text.describe('Command of the board controller that shows the mass storage.'),
      flash_prompt: text.describe('Prompt of the flash menu; with it the flash is erased.'),
      flash_enter_cmd: text.describe('Command that enters the flash menu.'),
      flash_erase_cmd: text.describe('Command that erases the flash.'),
      flash_erase_msg: text.describe('What is printed when the flash is erased.'),
      flash_exit_cmd: text.describe('Command that leaves the flash menu.'),
    })
    .nullish()
    .describe('Dialogue with the board controller.'),
});

export type VemsdDevice = z.infer<typeof VemsdDevice>;

export const vemsdSchema = deployMethod({
  word: 'vemsd',
  summary: 'Arm Versatile Express: firmware copied onto its USB mass storage.',
  block: VemsdBlock,
  settings: VemsdDevice,
});
