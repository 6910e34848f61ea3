// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { NamedDocker } from '../../container/docker-schema.ts';
import { bootMethod } from '../../job/define-method.ts';
import { Assignment, Word } from '../../job/text-schema.ts';
import { BootBlock } from '../../login/boot-schema.ts';

export const FvpBlock = BootBlock.extend({
  image: Word.describe('Path of the model in the container.'),
  arguments: z
    .array(z.string())
    .optional()
    .describe('Its arguments; `{NAME}` is the file of that name of the deploy block.'),
  console_string: z
    .string()
    .optional()
    .describe('Regular expression of the line that tells the port of the console, with a group PORT.'),
  feedbacks: z
    .array(z.string())
    .optional()
    .describe('The same for further consoles, with groups PORT and NAME.'),
  docker: NamedDocker.describe('Container image with the model.'),
  use_telnet: z.boolean().optional().describe("Connect to the model's console ports; true by default."),
  license_variable: Assignment.optional().describe('License server, as NAME=value.'),
  environment: z.array(Assignment).optional().describe('Variables for the model, as NAME=value.'),
  ubl_license: Word.optional().describe('User-based license: a file of the worker, or a code.'),
  version_string: z.string().optional().describe("Regular expression of the model's version line."),
  erpc_app: z.string().optional().describe('Program to run next to the model, for eRPC tests.'),
  commands: z.array(z.string()).optional().describe('Shell commands to run in the container of the model.'),
});
export type FvpBlock = z.infer<typeof FvpBlock>;

export const FvpDevice = z
  .looseObject({
    options: z
      .looseObject({
        cpus: z.union([z.number(), z.string()]).nullish().describe('Limit of CPUs.'),
        memory: z.union([z.number(), z.string()]).nullish().describe('Limit of memory.'),
        privileged: z.boolean().nullish().describe('Give the container all rights.'),
        devices: z.array(z.string()).nullish().describe('Device nodes of the worker to pass in.'),
        networks: z.array(z.string()).nullish().describe('Networks to join.'),
        volumes: z.array(z.string()).nullish().describe('Volumes to mount.'),
        ubl_license: z.string().nullish().describe('User-based license of the lab.'),
      })
      .nullish()
      .describe('How the container is run.'),
  })
  .nullable();

export type FvpDevice = z.infer<typeof FvpDevice>;

export const fvpSchema = bootMethod({
  word: 'fvp',
  summary: 'Starts an Arm Fixed Virtual Platform in a container.',
  block: FvpBlock,
  settings: FvpDevice,
  keys: ['image'],
});
