// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import { BootBlock } from '../../steps/boot-schema.ts';
import { Docker } from '../../steps/docker-schema.ts';

/** Starts the instance that deploy method avh made, and opens its console. */
export const AvhBlock = BootBlock.extend({
  method: z.literal('avh'),
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
