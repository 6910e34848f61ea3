// SPDX-License-Identifier: Apache-2.0
import { Block } from '@lava/protocol/job/job.ts';
import { z } from 'zod';

/** Commands that every device has by itself; others are in `commands.users` of its configuration. */
export const BUILT_IN_COMMANDS = [
  'pre_power_command',
  'pre_os_command',
  'hard_reset',
  'power_on',
  'power_off',
  'recovery_mode',
  'recovery_exit',
  'usbg_ms_commands_disable',
  'stop_test_services',
] as const;

/** Runs a command of the device's configuration on the worker. */
export const CommandBlock = Block.extend({
  name: z.string().describe("Name of the command: a user command of the device, or one of LAVA's own."),
});
export type CommandBlock = z.infer<typeof CommandBlock>;
