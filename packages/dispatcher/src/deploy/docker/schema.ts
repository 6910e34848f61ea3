// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import { DeployBlock } from '../../steps/deploy-schema.ts';
import { ImageName, NamedDocker } from '../../steps/docker-schema.ts';

/** A container image that boot method docker runs. */
export const DockerBlock = DeployBlock.extend({
  to: z.literal('docker'),
  image: z.union([ImageName, NamedDocker]).describe('Container image: its name, or name and how to get it.'),
});
export type DockerBlock = z.infer<typeof DockerBlock>;

export const DockerDevice = z
  .looseObject({
    options: z
      .looseObject({ remote: z.string().optional().describe('Address of the container engine.') })
      .nullish()
      .describe('Where the engine is.'),
  })
  .nullable();
