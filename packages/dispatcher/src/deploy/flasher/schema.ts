// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import { Artefact, images, Uniquify } from '../../artefact/artefact-schema.ts';
import { DeployBlock } from '../../artefact/deploy-schema.ts';
import type { MethodSchema } from '../../job/method-schema.ts';
import { deviceHas, refusal } from '../../job/refusal.ts';

export const FlasherBlock = DeployBlock.extend({
  to: z.literal('flasher'),
  images: images(
    Artefact.extend({
      download: z.boolean().optional().describe('False: the command gets the address instead of a file.'),
    }),
  ),
  uniquify: Uniquify,
});
export type FlasherBlock = z.infer<typeof FlasherBlock>;

export const FlasherDevice = z.looseObject({
  commands: z.array(z.string()).describe('Commands on the worker; `{NAME}` is the file of that name.'),
});

export type FlasherDevice = z.infer<typeof FlasherDevice>;

export const flasherSchema: MethodSchema<FlasherBlock, FlasherDevice> = {
  name: 'flasher',
  words: ['flasher'],
  summary: "Runs the lab's own flash commands with the files of the job.",
  schema: FlasherBlock,
  device: FlasherDevice,

  refuses({ device, block }) {
    return refusal([block.to === 'flasher', '`to` is not flasher'], deviceHas(device, 'deploy', 'flasher'));
  },
};
