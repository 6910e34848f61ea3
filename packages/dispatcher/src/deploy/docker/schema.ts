// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import { DeployBlock } from '../../artefact/deploy-schema.ts';
import { ImageName, NamedDocker } from '../../container/docker-schema.ts';
import type { MethodSchema } from '../../job/method-schema.ts';
import { deviceHas, refusal } from '../../job/refusal.ts';

export const DockerBlock = DeployBlock.extend({
  to: z.literal('docker'),
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

export const dockerSchema: MethodSchema<DockerBlock, DockerDevice> = {
  name: 'docker',
  words: ['docker'],
  summary: 'A container image that boot method docker runs.',
  schema: DockerBlock,
  device: DockerDevice,

  refuses({ device, block }) {
    return refusal([block.to === 'docker', '`to` is not docker'], deviceHas(device, 'deploy', 'docker'), [
      'image' in block,
      'the block has no `image`',
    ]);
  },
};
