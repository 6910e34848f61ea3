// SPDX-License-Identifier: Apache-2.0
import type { Boot } from './schema.ts';
import { refuse, repeated, type Translation } from './translation.ts';

/** Prompts that the first dispatcher knew by itself, and those of systems that it gave a prompt of its own. */
const PROMPTS = [
  '\\(initramfs\\)',
  'linaro-test',
  'root@linaro-(?:nano|developer|server):~#',
  'root@genericarmv[78]a?:~#',
  'root@\\S+:\\S*#',
  '/ #',
  '# $',
];

/** Placeholders of boot commands that only the first dispatcher filled. */
const LOST = /\{(ROOTFS|BOOTLOADER|FIRMWARE|IMAGE)\}/;

const DROPPED = [
  'interrupt_boot_prompt',
  'adb_check',
  'wait_for_home_screen',
  'wait_for_home_screen_activity',
  'enable_network_after_boot_android',
  'boot_uiautomator_jar',
  'boot_uiautomator_commands',
] as const;

/** Boot methods in the order in which they are taken when a device has several. */
const METHODS = [
  'qemu',
  'u-boot',
  'ipxe',
  'grub',
  'grub-efi',
  'uefi-menu',
  'barebox',
  'depthcharge',
  'fastboot',
  'minimal',
  'ssh',
  'schroot',
];

/** Those that a deploy command's `bootloadertype` means. */
const LOADERS: Readonly<Record<string, readonly string[]>> = {
  u_boot: ['u-boot'],
  uefi: ['uefi', 'uefi-menu', 'grub', 'grub-efi'],
  ipxe: ['ipxe'],
};

/** @param roles whose devices boot; those that the parameters name when absent */
export function boot(to: Translation, p: Boot, android = false, roles = to.rolesOf(p.role)): void {
  const order = [...(LOADERS[to.bootloader ?? ''] ?? []), ...METHODS];
  const method = android ? 'fastboot' : order.find((name) => to.facts.bootMethods.has(name));
  if (!method || !to.facts.bootMethods.has(method)) {
    refuse(`these devices have no boot method ${android ? 'fastboot' : 'that a JSON job can use'}`);
  }
  if (p.sim_options?.length) {
    refuse('`sim_options` has no equivalent', 'write a boot block with `method: fvp`');
  }
  const lost = p.boot_cmds?.map((line) => LOST.exec(line)?.[0]).find(Boolean);
  if (lost) refuse(`${lost} in boot_cmds has no equivalent`, 'use {KERNEL}, {RAMDISK}, {DTB}, {NFSROOTFS}');
  for (const key of DROPPED) {
    if (p[key] !== undefined) to.warnings.push(`boot: \`${key}\` means nothing any more and was left out`);
  }
  const prompts = [...(p.test_image_prompt ? [p.test_image_prompt] : []), ...PROMPTS];
  for (const role of roles) to.booted.add(role);
  to.actions.push({
    boot: {
      ...to.roleKey(roles),
      method,
      timeout: repeated(to.job.timeout, p.repeat),
      ...(method === 'qemu' && { media: 'tmpfs' }),
      ...(method === 'ssh' && { connection: 'ssh' }),
      ...commandsOf(to, method, p),
      prompts,
      ...autoLogin(to),
      ...((p.repeat ?? 1) > 1 && { repeat: p.repeat }),
    },
  });
}

/** The job's own bootloader commands, else the device's set that an option names, else that for what was deployed. */
function commandsOf(to: Translation, method: string, p: Boot): Record<string, unknown> {
  const { boot_cmds: own, options = [] } = p;
  const set = options.map((option) => /^boot_cmds=(.+)$/.exec(option)?.[1]).find(Boolean);
  const known = set !== undefined && to.facts.bootMethods.get(method)?.includes(set);
  for (const option of options) {
    if (known && option === `boot_cmds=${set}`) continue;
    to.warnings.push(`boot: option \`${option}\` means nothing to these devices and was left out`);
  }
  if (own && method === 'qemu' && to.setKernelArguments) {
    to.setKernelArguments(own.join(' '));
    return {};
  }
  if (['qemu', 'fastboot', 'minimal', 'ssh', 'schroot'].includes(method)) {
    if (own)
      to.warnings.push(`boot_cmds were left out: boot method ${method} has no bootloader to type them to`);
    return {};
  }
  return { commands: own ?? (known ? set : undefined) ?? to.commandSet ?? 'ramdisk' };
}

function autoLogin(to: Translation): Record<string, unknown> {
  const { login_prompt, username, password_prompt, password, login_commands } = to.login;
  if (login_prompt === undefined || username === undefined) return {};
  const withPassword = password_prompt !== undefined && password !== undefined;
  return {
    auto_login: {
      login_prompt,
      username,
      ...(withPassword && { password_prompt, password }),
      ...(login_commands && { login_commands }),
    },
  };
}
