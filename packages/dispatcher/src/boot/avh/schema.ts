// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { Docker } from '../../container/docker-schema.ts';
import { bootMethod } from '../../job/define-method.ts';
import { BootBlock } from '../../login/boot-schema.ts';

export const AvhBlock = BootBlock.extend({
  bootargs: z
    .looseObject({
      normal: z.string().optional().describe('Kernel command line of a normal boot.'),
      restore: z.string().optional().describe('Kernel command line of a restore.'),
    })
    .optional()
    .describe('Kernel command lines.'),
  docker: Docker.optional().describe('Container with the program that connects to the console.'),
});
export type AvhBlock = z.infer<typeof AvhBlock>;

export const avhSchema = bootMethod({
  word: 'avh',
  summary: 'Starts the instance that deploy method avh made, and opens its console.',
  block: AvhBlock,
});
