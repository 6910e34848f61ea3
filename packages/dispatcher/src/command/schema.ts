// SPDX-License-Identifier: Apache-2.0
import { Block } from '@lava/protocol/job/job.ts';
import * as z from 'zod';

/** Runs a command of the device's configuration on the worker. */
export const CommandBlock = Block.extend({
  name: z.string().describe("Name of the command: a user command of the device, or one of LAVA's own."),
});
export type CommandBlock = z.infer<typeof CommandBlock>;
