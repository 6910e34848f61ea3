// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import { Artefact, images } from '../../artefact/artefact-schema.ts';
import { DeployBlock } from '../../artefact/deploy-schema.ts';
import type { MethodSchema } from '../../job/method-schema.ts';
import { deviceHas, refusal } from '../../job/refusal.ts';

export const RecoveryBlock = DeployBlock.extend({ to: z.literal('recovery'), images: images(Artefact) });
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

export const recoverySchema: MethodSchema<RecoveryBlock, RecoveryDevice> = {
  name: 'recovery',
  words: ['recovery'],
  summary: 'Files for a device in recovery mode; a test in a container flashes them.',
  schema: RecoveryBlock,
  device: RecoveryDevice,

  refuses({ device, block }) {
    return refusal(
      [block.to === 'recovery', '`to` is not recovery'],
      deviceHas(device, 'deploy', 'recovery'),
      ['images' in block, 'the block has no `images`'],
    );
  },
};
