// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { bootMethod } from '../../job/define-method.ts';
import { Name } from '../../job/text-schema.ts';
import { BootBlock } from '../../login/boot-schema.ts';

export const DockerBlock = BootBlock.extend({
  command: z.string().describe('Command to run in the container.'),
  'downloads-namespace': Name.optional().describe(
    'Namespace whose downloads are mounted at /lava-downloads.',
  ),
});
export type DockerBlock = z.infer<typeof DockerBlock>;

export const DockerDevice = z
  .looseObject({
    options: z
      .looseObject({
        remote: z.string().nullish().describe('Address of the container engine.'),
        cpus: z.union([z.number(), z.string()]).nullish().describe('Limit of CPUs.'),
        memory: z.union([z.number(), z.string()]).nullish().describe('Limit of memory.'),
        privileged: z.boolean().nullish().describe('Give the container all rights.'),
        capabilities: z.array(z.string()).nullish().describe('Capabilities to add.'),
        devices: z.array(z.string()).nullish().describe('Device nodes of the worker to pass in.'),
        networks: z.array(z.string()).nullish().describe('Networks to join.'),
        volumes: z.array(z.string()).nullish().describe('Volumes to mount.'),
        extra_arguments: z.array(z.string()).nullish().describe('Further options of `docker run`.'),
      })
      .nullish()
      .describe('How the container is run.'),
  })
  .nullable();

export type DockerDevice = z.infer<typeof DockerDevice>;

export const dockerSchema = bootMethod({
  word: 'docker',
  summary: 'Runs the container image of deploy method docker.',
  block: DockerBlock,
  settings: DockerDevice,
  keys: ['command'],
});
