// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { DeployBlock } from '../../artefact/deploy-schema.ts';
import { ImageName, NamedDocker } from '../../container/docker-schema.ts';
import { deployMethod } from '../../job/define-method.ts';

export const DockerBlock = DeployBlock.extend({
  image: z.union([ImageName, NamedDocker]).describe('Container image: its name, or name and how to get it.'),
});
export type DockerBlock = z.infer<typeof DockerBlock>;

export const DockerDevice = z
  .looseObject({
    options: z
      .looseObject({ remote: z.string().nullish().describe('Address of the container engine.') })
      .nullish()
      .describe('Where the engine is.'),
  })
  .nullable();

export type DockerDevice = z.infer<typeof DockerDevice>;

export const dockerSchema = deployMethod({
  word: 'docker',
  summary: 'A container image that boot method docker runs.',
  block: DockerBlock,
  settings: DockerDevice,
  keys: ['image'],
});
