// SPDX-License-Identifier: Apache-2.0
import type * as z from 'zod';
import type { DeployAndroid, DeployImage, DeployKernel, DummyDeploy } from './schema.ts';
import { artefact, type Login, refuse, type Translation, timeout } from './translation.ts';

const LOGIN = ['login_prompt', 'password_prompt', 'username', 'password', 'login_commands'] as const;

/** Whole disk images. */
export function deployImage(to: Translation, p: z.infer<typeof DeployImage>): void {
  if (p.hwpack || p.rootfs) {
    refuse('hwpack and rootfs can no longer be combined', 'give a ready `image`');
  }
  if (!p.image) refuse('the deploy has no `image`');
  if (p.customize) refuse('`customize` has no equivalent', 'change the image, or copy files in a test');
  if (p.dtb) refuse('`dtb` together with a whole image has no equivalent', 'put it into the image');
  if (!to.isQemu) {
    refuse('a whole image cannot be deployed to these devices', 'use deploy_linaro_kernel');
  }
  remember(to, p);
  const images: Record<string, unknown> = {
    rootfs: artefact(p.image, {
      image_arg: '-drive format=raw,file={rootfs}',
      ...(p.root_part !== undefined && { root_partition: p.root_part }),
    }),
  };
  (p.qemu_pflash ?? []).forEach((url, i) => {
    images[`pflash${i}`] = artefact(url, { image_arg: `-pflash {pflash${i}}` });
  });
  push(to, p.role, { to: 'tmpfs', os: to.os, images });
}

/** A kernel and what belongs to it, booted by QEMU or over the network. */
export function deployKernel(to: Translation, p: z.infer<typeof DeployKernel>): void {
  for (const key of ['image', 'bootloader', 'bl0', 'bl1', 'bl2', 'bl31'] as const) {
    if (p[key]) refuse(`\`${key}\` depends on the board`, 'flash it with a deploy method of the board');
  }
  if (p.target_type === 'debian_installer') {
    refuse('installer jobs cannot be translated', 'write a deploy block with `to: iso-installer`');
  }
  remember(to, p);
  to.os = p.target_type ?? 'oe';
  if (to.isQemu) {
    deployKernelToQemu(to, p);
    return;
  }
  if (!to.facts.deployMethods.includes('tftp')) {
    refuse('these devices do not boot over the network', 'use a deploy method that they have');
  }
  if (p.rootfs || p.firmware) {
    refuse(`\`${p.rootfs ? 'rootfs' : 'firmware'}\` has no equivalent on boards`, 'use nfsrootfs or ramdisk');
  }
  to.commandSet = p.nfsrootfs ? 'nfs' : 'ramdisk';
  const header = /\.(u-?boot)$|uInitrd$/.test(p.ramdisk ?? '') ? { header: 'u-boot' } : {};
  const root = p.ramdisk ? 'ramdisk' : 'nfsrootfs';
  const overlays = overlaysOf(p.overlays, root === 'ramdisk' ? 'cpio.newc' : 'tar');
  push(to, p.role, {
    to: 'tftp',
    os: to.os,
    kernel: artefact(p.kernel, { type: kernelType(to, p.kernel) }),
    ...(p.dtb && { dtb: artefact(p.dtb) }),
    ...(p.ramdisk && { ramdisk: artefact(p.ramdisk, { ...header, ...overlays }) }),
    ...(p.nfsrootfs && { nfsrootfs: artefact(p.nfsrootfs, root === 'nfsrootfs' ? overlays : {}) }),
  });
}

function deployKernelToQemu(to: Translation, p: z.infer<typeof DeployKernel>): void {
  if (!p.ramdisk && !p.rootfs) refuse('QEMU needs `ramdisk` or `rootfs` in addition to the kernel');
  if (p.nfsrootfs) refuse('`nfsrootfs` with QEMU is not translated', 'write a deploy block with `to: nfs`');
  const kernel = artefact(p.kernel, { image_arg: kernelArg(kernelArguments(to, p.ramdisk === undefined)) });
  to.setKernelArguments = (text) => {
    kernel.image_arg = kernelArg(text);
  };
  const images: Record<string, unknown> = {
    kernel,
    ...(p.ramdisk && {
      ramdisk: artefact(p.ramdisk, {
        image_arg: '-initrd {ramdisk}',
        // The first dispatcher put the tests into what the guest runs from.
        ...(p.rootfs ? overlaysOf(p.overlays, 'cpio.newc') : withOverlays(p.overlays ?? [], 'cpio.newc')),
      }),
    }),
    ...(p.dtb && { dtb: artefact(p.dtb, { image_arg: '-dtb {dtb}' }) }),
    ...(p.rootfs && { rootfs: artefact(p.rootfs, { image_arg: '-drive format=raw,file={rootfs}' }) }),
    ...(p.firmware && { firmware: artefact(p.firmware, { image_arg: '-bios {firmware}' }) }),
  };
  push(to, p.role, { to: 'tmpfs', os: to.os, images });
}

/** What the first dispatcher's devices of this kind had; a job says otherwise by `boot_cmds`. */
function kernelArguments(to: Translation, fromDisk: boolean): string {
  const arm = /-(aarch64|arm)$/.test(to.facts.qemu ?? '');
  const console = arm ? 'ttyAMA0,115200' : 'ttyS0,115200';
  return `console=${console} root=${fromDisk ? (arm ? '/dev/vda' : '/dev/sda') : '/dev/ram0'}`;
}

/** @throws Refusal for what cannot be in one word of QEMU's command line */
function kernelArg(text: string): string {
  if (/["\n{}]/.test(text)) refuse('kernel arguments of QEMU must not contain quotes, braces or line breaks');
  return `-kernel {kernel} -append "${text}"`;
}

/** Partitions by fastboot; lists of raw fastboot commands have no equivalent. */
export function deployAndroid(to: Translation, p: z.infer<typeof DeployAndroid>): void {
  if (!to.facts.deployMethods.includes('fastboot')) {
    refuse('these devices have no fastboot', 'SD card builds have no equivalent');
  }
  const images: Record<string, unknown> = {};
  for (const image of p.images) {
    if ('fastboot' in image) refuse('raw fastboot commands have no equivalent', 'name partition and url');
    images[image.partition] = artefact(image.url);
  }
  remember(to, p);
  to.os = 'android';
  push(to, p.role, { to: 'fastboot', os: 'android', images });
}

/** Devices that hold their system already. */
export function dummyDeploy(to: Translation, p: z.infer<typeof DummyDeploy>): void {
  to.os = p.target_type;
  const method = ['overlay', 'ssh'].find((name) => to.facts.deployMethods.includes(name));
  if (!method) refuse('these devices run no tests without a deploy', 'use a deploy method that they have');
  push(to, p.role, { to: method, os: p.target_type });
}

function overlaysOf(urls: string[] | undefined, format: string): Record<string, unknown> {
  return urls?.length ? withOverlays(urls, format) : {};
}

function withOverlays(urls: string[], format: string): Record<string, unknown> {
  const overlays = urls.map((url, i) => [`overlay${i}`, artefact(url, { format: 'tar', path: '/' })]);
  return { format, overlays: { lava: true, ...Object.fromEntries(overlays) } };
}

function kernelType(to: Translation, url: string): string {
  if (/uImage/.test(url)) return 'uimage';
  if (/zImage/.test(url)) return 'zimage';
  return to.facts.bootMethods.has('u-boot') && /\.gz$/.test(url) ? 'zimage' : 'image';
}

function remember(
  to: Translation,
  parameters: Login & { role?: string | undefined; bootloadertype?: string | undefined },
): void {
  to.bootloader = parameters.bootloadertype;
  to.setKernelArguments = undefined;
  to.login = Object.fromEntries(
    LOGIN.flatMap((key) => (parameters[key] === undefined ? [] : [[key, parameters[key]]])),
  );
}

function push(to: Translation, role: string | undefined, block: Record<string, unknown>): void {
  const roles = to.rolesOf(role);
  for (const each of roles) to.booted.delete(each);
  to.actions.push({ deploy: { ...to.roleKey(roles), timeout: timeout(to.job.timeout), ...block } });
}
