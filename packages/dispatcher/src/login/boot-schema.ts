// SPDX-License-Identifier: Apache-2.0
import { Block } from '@lava/protocol/job/job.ts';
import * as z from 'zod';

export const AutoLogin = z.looseObject({
  login_prompt: z.string().min(1).describe('Regular expression of the prompt for the user name.'),
  username: z.string().describe('User name to log in with.'),
  password_prompt: z.string().optional().describe('Regular expression of the prompt for the password.'),
  password: z.string().optional().describe('Password to log in with.'),
  login_commands: z.array(z.string()).optional().describe('Commands to run after the login, one a prompt.'),
});
export type AutoLogin = z.infer<typeof AutoLogin>;

export const TransferOverlay = z.looseObject({
  download_command: z
    .string()
    .optional()
    .describe('Command on the device that fetches the overlay; its address is appended.'),
  unpack_command: z
    .string()
    .describe('Command on the device that unpacks the overlay; its path is appended.'),
  transfer_method: z
    .enum(['http', 'nfs', 'zmodem'])
    .optional()
    .describe('How the overlay gets to the device; http when nothing is said.'),
});
export type TransferOverlay = z.infer<typeof TransferOverlay>;

/** Keys that boot blocks share. */
export const BootBlock = Block.extend({
  method: z.string().describe('How the device is booted: the boot method.'),
  prompts: z
    .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
    .optional()
    .describe('Regular expressions of the shell prompt. Without them nobody logs in.'),
  auto_login: AutoLogin.optional().describe('How to log in at the console.'),
  transfer_overlay: TransferOverlay.optional().describe('Let the booted device fetch the test overlay.'),
  ignore_kernel_messages: z
    .boolean()
    .optional()
    .describe('Do not look for kernel warnings and panics while waiting for the login.'),
  failure_message: z.string().optional().describe('Regular expression that means the boot has failed.'),
  soft_reboot: z
    .union([z.string(), z.array(z.string())])
    .optional()
    .describe('Commands that reboot the device where its power cannot be cut.'),
  parameters: z
    .looseObject({
      'bootloader-final-message': z.string().optional().describe('What the bootloader prints last.'),
      'kernel-start-message': z.string().optional().describe('What the kernel prints first.'),
      'shutdown-message': z.string().optional().describe('What the system prints when it reboots.'),
    })
    .optional()
    .describe('Messages of this boot that differ from those of the device.'),
});
export type BootBlock = z.infer<typeof BootBlock>;

/** Commands for a bootloader: the name of a list in the device's configuration, or the list itself. */
export const BootCommands = z
  .union([z.string(), z.array(z.string())])
  .describe("Name of a command list of the device's boot method, or the commands themselves.");

/** Keys of blocks that boot by commands typed at a bootloader. */
export const BootloaderBlock = BootBlock.extend({
  commands: BootCommands,
  use_bootscript: z
    .boolean()
    .optional()
    .describe('Put the commands into a script that the bootloader loads.'),
  kernel: z.string().optional().describe('Path of the kernel on the media that is booted from.'),
  ramdisk: z.string().optional().describe('Path of the ramdisk on the media.'),
  dtb: z.string().optional().describe('Path of the device tree on the media.'),
  kernel_type: z.enum(['image', 'uimage', 'zimage']).optional().describe('Form of the kernel on the media.'),
  root_uuid: z.string().optional().describe('UUID of the root file system on the media.'),
  boot_part: z
    .union([z.int(), z.string()])
    .optional()
    .describe('Number of the partition that kernel and ramdisk are on.'),
  type: z.string().optional().describe('Former place of the kernel type; not used any more.'),
});
