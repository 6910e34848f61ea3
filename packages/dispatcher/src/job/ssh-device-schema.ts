// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';

/** How a system is reached by SSH: what a device says at its deploy method `ssh`. */
export const SshDevice = z
  .looseObject({
    host: z.string().nullish().describe('Address of the system; empty when the job gives it.'),
    port: z.union([z.int(), z.string()]).nullish().describe('Port of its SSH server.'),
    user: z.string().nullish().describe('Account to log in with.'),
    identity_file: z
      .string()
      .nullish()
      .describe("Private key to log in with; a relative path is below `.ssh` of the worker's account."),
    options: z.array(z.string()).nullish().describe('Options of the ssh command.'),
  })
  .nullable();
export type SshDevice = z.infer<typeof SshDevice>;
