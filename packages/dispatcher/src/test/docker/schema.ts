// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { Docker } from '../../container/docker-schema.ts';
import { testMethod } from '../../job/define-method.ts';
import { DeviceNode, Name } from '../../job/text-schema.ts';
import { DefinitionsBlock } from '../../overlay/definition-schema.ts';

export const DockerTestBlock = DefinitionsBlock.extend({
  docker: Docker.extend({
    devices: z.array(DeviceNode).optional().describe('Device nodes of the worker to pass in.'),
  }).describe('Container that the scripts run in.'),
  'downloads-namespace': Name.optional().describe(
    'Namespace whose downloads are mounted at /lava-downloads.',
  ),
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

export const dockerTestSchema = testMethod({
  word: 'definitions',
  name: 'docker',
  summary: "Scripts that run in a container on the worker, with the device's USB nodes passed in.",
  block: DockerTestBlock,
  settings: DockerTestDevice,
  entries: ['docker'],
  priority: 10,
  needs: ['overlay'],

  refuses({ block }) {
    return 'docker' in block ? undefined : 'the block has no `docker`';
  },
});
