// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';

/**
 * Job definitions of LAVA's first dispatcher, JSON. Unknown keys at the top are accepted, as they were; parameters of a
 * command are closed. Booleans and numbers are what JSON has, nothing is coerced.
 */
export const JsonAction = z.strictObject({
  command: z.string(),
  parameters: z.record(z.string(), z.unknown()).default({}),
  metadata: z.unknown().optional(),
});
export type JsonAction = z.infer<typeof JsonAction>;

const Role = z.strictObject({
  role: z.string().min(1),
  count: z.int().min(1),
  device_type: z.string().min(1),
  tags: z.array(z.string()).optional(),
  is_slave: z.boolean().optional(),
});

export const JsonJob = z.looseObject({
  actions: z.array(JsonAction).min(1),
  /** Seconds for an operation on the device. */
  timeout: z.int().positive(),
  job_name: z.string().optional(),
  device_type: z.string().optional(),
  target: z.string().optional(),
  device_group: z.array(Role).optional(),
  vm_group: z.unknown().optional(),
  tags: z.array(z.string()).optional(),
  priority: z
    .string()
    .toLowerCase()
    .pipe(z.enum(['high', 'medium', 'low']))
    .optional(),
  logging_level: z.enum(['CRITICAL', 'ERROR', 'WARNING', 'INFO', 'DEBUG']).optional(),
  health_check: z.boolean().optional(),
  notify: z.array(z.string()).optional(),
  notify_on_incomplete: z.array(z.string()).optional(),
});
export type JsonJob = z.infer<typeof JsonJob>;

/** Set by the server of the first generation; a user could never submit them. */
export const RESERVED = ['group_size', 'role', 'sub_id', 'target_group'] as const;

const Login = {
  login_prompt: z.string().optional(),
  password_prompt: z.string().optional(),
  username: z.string().optional(),
  password: z.string().optional(),
  login_commands: z.array(z.string()).optional(),
};

const role = z.string().optional();

export const DeployImage = z.strictObject({
  image: z.string().optional(),
  hwpack: z.string().optional(),
  rootfs: z.string().optional(),
  dtb: z.string().optional(),
  boot_part: z.int().optional(),
  root_part: z.int().optional(),
  rootfstype: z.string().optional(),
  bootfstype: z.string().optional(),
  bootloadertype: z.string().optional(),
  customize: z.record(z.string(), z.unknown()).optional(),
  qemu_pflash: z.array(z.string()).optional(),
  repeat: z.int().optional(),
  role,
  ...Login,
});

export const DeployKernel = z.strictObject({
  kernel: z.string(),
  ramdisk: z.string().optional(),
  dtb: z.string().optional(),
  overlays: z.array(z.string()).optional(),
  rootfs: z.string().optional(),
  nfsrootfs: z.string().optional(),
  image: z.string().optional(),
  bootloader: z.string().optional(),
  firmware: z.string().optional(),
  bl0: z.string().optional(),
  bl1: z.string().optional(),
  bl2: z.string().optional(),
  bl31: z.string().optional(),
  rootfstype: z.string().optional(),
  bootloadertype: z.string().optional(),
  target_type: z.enum(['ubuntu', 'oe', 'android', 'fedora', 'debian_installer']).optional(),
  qemu_pflash: z.array(z.string()).optional(),
  role,
  ...Login,
});

export const DeployAndroid = z.strictObject({
  images: z.array(
    z.union([
      z.strictObject({ partition: z.string(), url: z.string() }),
      z.strictObject({ fastboot: z.array(z.string()) }),
    ]),
  ),
  rootfstype: z.string().optional(),
  bootloadertype: z.string().optional(),
  target_type: z.string().optional(),
  role,
  ...Login,
});

export const DummyDeploy = z.strictObject({
  target_type: z.enum(['ubuntu', 'oe', 'android', 'fedora']),
  role,
});

export const Boot = z.strictObject({
  options: z.array(z.string()).optional(),
  boot_cmds: z.array(z.string()).optional(),
  sim_options: z.array(z.string()).optional(),
  repeat: z.int().optional(),
  repeat_count: z.int().optional(),
  test_image_prompt: z.string().optional(),
  interrupt_boot_prompt: z.string().optional(),
  adb_check: z.boolean().optional(),
  wait_for_home_screen: z.boolean().optional(),
  wait_for_home_screen_activity: z.string().optional(),
  enable_network_after_boot_android: z.union([z.boolean(), z.string()]).optional(),
  boot_uiautomator_jar: z.string().optional(),
  boot_uiautomator_commands: z.array(z.string()).optional(),
  role,
});
export type Boot = z.infer<typeof Boot>;

export const Repository = z.strictObject({
  'git-repo': z.string().optional(),
  'bzr-repo': z.string().optional(),
  'tar-repo': z.string().optional(),
  url: z.string().optional(),
  revision: z.string().optional(),
  testdef: z.string().optional(),
  parameters: z.record(z.string(), z.unknown()).optional(),
});
export type Repository = z.infer<typeof Repository>;

export const TestShell = z.strictObject({
  testdef_repos: z.array(Repository).optional(),
  testdef_urls: z.array(z.string()).optional(),
  timeout: z.int().optional(),
  skip_install: z.enum(['all', 'deps', 'repos', 'steps', 'keys', 'sources']).optional(),
  lava_test_dir: z.string().optional(),
  lava_test_results_dir: z.string().optional(),
  repeat: z.int().optional(),
  repeat_count: z.int().optional(),
  role,
});
export type TestShell = z.infer<typeof TestShell>;

export const CommandRun = z.strictObject({
  commands: z.array(z.string()).min(1),
  parser: z.string().optional(),
  fixupdict: z.array(z.string()).optional(),
  iterations: z.int().min(1).default(1),
  timeout: z.int().optional(),
  role,
});

export const AddAptRepository = z.strictObject({ arg: z.array(z.string()).min(1) });

export const SubmitResults = z.strictObject({
  server: z.string(),
  stream: z.string(),
  result_disk: z.string().optional(),
  token: z.string().optional(),
});
