// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { Artefact, images } from '../../artefact/artefact-schema.ts';
import { DeployBlock } from '../../artefact/deploy-schema.ts';
import { deployMethod } from '../../job/define-method.ts';

export const RecoveryBlock = DeployBlock.extend({ images: images(Artefact) });
export type RecoveryBlock = z.infer<typeof RecoveryBlock>;

const Commands = z.union([z.string(), z.array(z.string())]);

export const RecoveryDevice = z.looseObject({
  commands: z
    .looseObject({
      recovery_mode: Commands.optional().describe('Commands on the worker that switch to recovery mode.'),
      recovery_exit: Commands.optional().describe('Commands on the worker that leave recovery mode.'),
    })
    .nullish()
    .describe('Commands on the worker.'),
  tags: z.array(z.string()).nullish().describe('`serial`: the console is there in recovery mode.'),
});

export type RecoveryDevice = z.infer<typeof RecoveryDevice>;

export const recoverySchema = deployMethod({
  word: 'recovery',
  summary: 'Files for a device in recovery mode; a test in a container flashes them.',
  block: RecoveryBlock,
  settings: RecoveryDevice,
  keys: ['images'],
});
