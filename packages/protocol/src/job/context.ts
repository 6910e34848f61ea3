// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';

const Scalar = z.union([z.int(), z.string(), z.boolean()]);
const Value = z.union([Scalar, z.array(Scalar)]);

/** Variables of the device's template that a job may set, and what they change. */
export const CONTEXT_KEYS = {
  arch: 'Architecture of the guest, for QEMU.',
  boot_console: 'Console device of the guest.',
  boot_root: 'Root device of the guest.',
  cpu: 'CPU of the guest.',
  extra_options: 'Further options of QEMU.',
  guestfs_driveid: 'Name of the drive with the test overlay.',
  guestfs_interface: 'Interface of the drive with the test overlay.',
  guestfs_size: 'Size of the drive with the test overlay, in MB.',
  machine: 'Machine that QEMU simulates.',
  memory: 'Memory of the guest, in MB.',
  model: 'Network card of the guest.',
  monitor: 'Where the monitor of QEMU goes.',
  netdevice: 'Network of the guest: user or tap.',
  no_kvm: 'Simulate, even where the worker could run the guest natively.',
  no_network: 'No network card for the guest.',
  serial: 'Where the serial port of the guest goes.',
  vga: 'Graphics card of the guest.',
  booti_dtb_addr: 'Address of the device tree, for booti.',
  booti_kernel_addr: 'Address of the kernel, for booti.',
  booti_ramdisk_addr: 'Address of the ramdisk, for booti.',
  bootm_dtb_addr: 'Address of the device tree, for bootm.',
  bootm_kernel_addr: 'Address of the kernel, for bootm.',
  bootm_ramdisk_addr: 'Address of the ramdisk, for bootm.',
  bootz_dtb_addr: 'Address of the device tree, for bootz.',
  bootz_kernel_addr: 'Address of the kernel, for bootz.',
  bootz_ramdisk_addr: 'Address of the ramdisk, for bootz.',
  boot_character_delay: 'Milliseconds between typed characters, in boot blocks.',
  boot_retry: 'Attempts of each boot block.',
  bootloader_prompt: 'Prompt of the bootloader.',
  console_device: 'Console device of the kernel.',
  custom_kernel_args: 'Kernel arguments, instead of those of the device.',
  deploy_character_delay: 'Milliseconds between typed characters, in deploy blocks.',
  extra_kernel_args: 'Kernel arguments, in addition to those of the device.',
  extra_nfsroot_args: 'Options of the NFS root.',
  failure_retry: 'Attempts of each block that can be tried again.',
  kernel_loglevel: 'How much the kernel prints, 0 to 7.',
  kernel_start_message: 'Regular expression of the first message of the kernel.',
  lava_test_results_dir: 'Directory of the tests on the device; `%s` is the job number.',
  menu_interrupt_prompt: 'What is printed while the firmware menu can be entered.',
  mustang_menu_list: 'Entry of the firmware menu of Mustang boards.',
  test_character_delay: 'Milliseconds between typed characters, in test blocks.',
  tftp_mac_address: 'MAC address that the bootloader takes.',
  uboot_altbank: 'Boot U-Boot from its other bank.',
  uboot_extra_error_message: 'Another message with which U-Boot reports a failure.',
  uboot_needs_interrupt: 'The autoboot of U-Boot must be stopped.',
} as const;

/** @param extra further keys that the admin allows */
export function contextSchema(extra: readonly string[] = []) {
  const entries = [
    ...Object.entries(CONTEXT_KEYS),
    ...extra.map((key) => [key, 'Allowed by the admin.'] as const),
  ];
  return z
    .strictObject(Object.fromEntries(entries.map(([key, text]) => [key, Value.optional().describe(text)])))
    .describe("Variables for the device's template.");
}
