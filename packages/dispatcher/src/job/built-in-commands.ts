// SPDX-License-Identifier: Apache-2.0

/** Names that `command` blocks may use by themselves; others are in `commands.users` of the device's configuration. */
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
