// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import { Docker } from '../../container/docker-schema.ts';
import type { TestMethodSchema } from '../../job/method-schema.ts';
import { refusal } from '../../job/refusal.ts';
import { DefinitionsBlock } from '../../overlay/definition-schema.ts';

export const DockerTestBlock = DefinitionsBlock.extend({
  docker: Docker.extend({
    devices: z.array(z.string()).optional().describe('Device nodes of the worker to pass in.'),
  }).describe('Container that the scripts run in.'),
  'downloads-namespace': z
    .string()
    .optional()
    .describe('Namespace whose downloads are mounted at /lava-downloads.'),
  disconnect_connection: z
    .boolean()
    .optional()
    .describe("Close the device's console first, so that the scripts can use it."),
});
export type DockerTestBlock = z.infer<typeof DockerTestBlock>;

export const DockerTestDevice = z
  .looseObject({
    global_options: z.array(z.string().nullable()).nullish().describe('Options of the program docker.'),
    options: z.array(z.string().nullable()).nullish().describe('Options of `docker run`.'),
  })
  .nullable();

export type DockerTestDevice = z.infer<typeof DockerTestDevice>;

export const dockerTestSchema: TestMethodSchema<DockerTestBlock, DockerTestDevice> = {
  name: 'docker',
  words: ['definitions'],
  summary: "Scripts that run in a container on the worker, with the device's USB nodes passed in.",
  schema: DockerTestBlock,
  device: DockerTestDevice,
  deviceWords: ['docker'],
  priority: 10,
  needsDeploymentData: false,
  needsOverlay: true,
  needsShell: false,

  refuses({ block }) {
    return refusal(
      ['definition' in block || 'definitions' in block, 'the block has no `definitions`'],
      ['docker' in block, 'the block has no `docker`'],
    );
  },
};
