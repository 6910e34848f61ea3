// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import type { Problem } from '../error/error.ts';
import { issuesOf } from '../error/issues.ts';
import { Timeout } from '../job/timeout.ts';

/** What an author of templates may write; `Device` is what the dispatcher reads of it. */

const Commands = z.union(
  [z.string().min(1), z.array(z.string().min(1)).min(1)],
  'expected a command or a list of commands; what YAML takes for something else needs quotes',
);
const Text = z.union([z.string(), z.number()]);
const Delay = z.int().nonnegative();
const Section = z.record(z.string(), z.unknown()).nullish();
const Infos = z.array(z.record(z.string(), z.unknown()));
/** Four hexadecimal digits; unquoted in YAML they may have become a number. */
const UsbId = z.string().length(4, 'expected four digits, in quotes');
const Timeouts = z.record(z.string(), Timeout);

const Connection = z.strictObject({
  connect: z.string('expected the command that connects: connection_commands lacks it'),
  tags: z.array(z.string()).optional(),
});

const UserCommand = z.strictObject({ do: Commands, undo: Commands.optional() });

/** A rendered device configuration, key by key. */
export const DeviceConfiguration = z.strictObject({
  hostname: z.string().optional(),
  devicetype: z.string().optional(),
  /** Milliseconds between two characters that are sent. */
  character_delays: z.strictObject({ deploy: Delay, boot: Delay, test: Delay }).partial().nullish(),
  commands: z
    .object({
      connect: z.string().optional(),
      connections: z.record(z.string(), Connection).optional(),
      must_use_connection: z.boolean().optional(),
      users: z.record(z.string(), UserCommand).optional(),
    })
    .catchall(
      z.union(
        [...Commands.options, z.record(z.string(), z.unknown())],
        'expected a command, a list of commands or a mapping; what YAML takes for something else needs quotes',
      ),
    )
    .nullish(),
  constants: z.record(z.string(), z.unknown()),
  parameters: Section,
  /** A type that only others extend may have none. */
  actions: z
    .strictObject({
      deploy: z
        .strictObject({ methods: Section, connections: Section, parameters: Section })
        .partial()
        .nullish(),
      boot: z.strictObject({ methods: Section, connections: Section }).partial().nullish(),
      test: z.strictObject({ methods: Section }).partial().nullish(),
    })
    .optional(),
  timeouts: z.strictObject({ actions: Timeouts.nullish(), connections: Timeouts.nullish() }),
  available_architectures: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.unknown()).optional(),
  device_info: Infos.optional(),
  static_info: Infos.optional(),
  storage_info: Infos.optional(),
  flash_cmds_order: z.array(z.string()).optional(),
  board_id: Text.optional(),
  board_qdl_id: Text.optional(),
  usb_vendor_id: UsbId.optional(),
  usb_product_id: UsbId.optional(),
  usb_sleep: z.number().nonnegative().optional(),
  usb_filesystem_label: Text.optional(),
  usb_serial_driver: z.string().optional(),
  adb_serial_number: Text.optional(),
  fastboot_serial_number: Text.optional(),
  fastboot_options: z.array(z.string()).optional(),
  fastboot_auto_detection: z.boolean().optional(),
  fastboot_via_uboot: z.boolean().optional(),
  uuu_usb_otg_path: z.union([z.string(), z.array(z.string())]).nullish(),
  uuu_usb_otg_path_command: z.array(z.string()).nullish(),
  uuu_corrupt_boot_media_command: z.array(z.string()).nullish(),
});
export type DeviceConfiguration = z.infer<typeof DeviceConfiguration>;

/** All problems of a rendered configuration, each with its path; empty when it has none. */
export function checkDevice(configuration: unknown): Problem[] {
  const problems = issuesOf(DeviceConfiguration, configuration);
  return problems.length > 0 ? problems : switchedHost(configuration as DeviceConfiguration);
}

/** A host that is logged into by ssh is always on: switching it off would cut off everybody else. */
function switchedHost({ actions, commands }: DeviceConfiguration): Problem[] {
  const ssh = actions?.deploy?.methods?.ssh;
  if (typeof ssh !== 'object' || ssh === null || !('host' in ssh) || !ssh.host) return [];
  return ['hard_reset', 'power_on', 'power_off']
    .filter((name) => commands && name in commands)
    .map((name) => ({
      message: `an ssh host may not have the command ${name}`,
      where: { path: ['commands', name] },
    }));
}
