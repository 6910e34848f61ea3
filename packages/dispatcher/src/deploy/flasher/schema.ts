// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { Artefact, images, Uniquify } from '../../artefact/artefact-schema.ts';
import { DeployBlock } from '../../artefact/deploy-schema.ts';
import { deployMethod } from '../../job/define-method.ts';

export const FlasherBlock = DeployBlock.extend({
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

export const flasherSchema = deployMethod({
  word: 'flasher',
  summary: "Runs the lab's own flash commands with the files of the job.",
  block: FlasherBlock,
  settings: FlasherDevice,
});
