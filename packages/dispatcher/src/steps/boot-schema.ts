// SPDX-License-Identifier: Apache-2.0
import { Block } from '@lava/protocol/job/job.ts';
import { z } from 'zod';

export const AutoLogin = z.looseObject({
  login_prompt: z.string().min(1),
  username: z.string(),
  password_prompt: z.string().optional(),
  password: z.string().optional(),
  login_commands: z.array(z.string()).optional(),
});
export type AutoLogin = z.infer<typeof AutoLogin>;

export const TransferOverlay = z.looseObject({
  download_command: z.string().optional(),
  unpack_command: z.string(),
  transfer_method: z.enum(['http', 'nfs', 'zmodem']).optional(),
});
export type TransferOverlay = z.infer<typeof TransferOverlay>;

/** Keys that boot blocks share. */
export const BootBlock = Block.extend({
  method: z.string(),
  /** Regular expressions of the shell prompt. */
  prompts: z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]).optional(),
  auto_login: AutoLogin.optional(),
  transfer_overlay: TransferOverlay.optional(),
  ignore_kernel_messages: z.boolean().optional(),
  failure_message: z.string().optional(),
  soft_reboot: z.union([z.string(), z.array(z.string())]).optional(),
  parameters: z.looseObject({}).optional(),
});
export type BootBlock = z.infer<typeof BootBlock>;
