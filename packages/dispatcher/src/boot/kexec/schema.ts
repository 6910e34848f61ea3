// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { bootMethod } from '../../job/define-method.ts';
import { BootBlock } from '../../login/boot-schema.ts';

export const KexecBlock = BootBlock.extend({
  boot_message: z.string().optional().describe('Regular expression of the first message of the new kernel.'),
  command: z.string().optional().describe('Program on the device; /sbin/kexec by default.'),
  kernel: z.string().optional().describe('Path of the kernel on the device.'),
  dtb: z.string().optional().describe('Path of the device tree on the device.'),
  initrd: z.string().optional().describe('Path of the ramdisk on the device.'),
  options: z.array(z.string()).optional().describe('Options of the program.'),
  'kernel-config': z
    .string()
    .optional()
    .describe("Path of the running kernel's configuration, which must allow kexec."),
  deploy: z.boolean().optional().describe('Fetch the files of the last deploy block from the worker.'),
  on_panic: z.boolean().optional().describe('Load the kernel for a panic, and cause one.'),
});
export type KexecBlock = z.infer<typeof KexecBlock>;

export const kexecSchema = bootMethod({
  word: 'kexec',
  summary: 'Boots another kernel from the running one.',
  block: KexecBlock,
  needs: [],
});
