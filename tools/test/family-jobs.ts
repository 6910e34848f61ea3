// SPDX-License-Identifier: Apache-2.0

import { type Device, methods } from '@lava/protocol/device/device.ts';

const LOGIN = "prompts: ['root@board:'], auto_login: {login_prompt: 'login:', username: root}";
const SHELL_TEST = `
- test:
    definitions:
    - {repository: https://example.com/tests.git, from: git, path: smoke.yaml, name: smoke}`;
const MONITOR_TEST = `
- test:
    monitors:
    - {name: tests, start: START, end: PROJECT EXECUTION, pattern: '(?P<result>PASS|FAIL) - (?P<test_case_id>\\w+)'}`;

const kernel = (type: string, rest = '') => `
- deploy:
    to: tftp
    os: oe
    kernel: {url: https://example.com/kernel${type && `, type: ${type}`}}
    ramdisk: {url: https://example.com/ramdisk.cpio.gz, compression: gz}${rest}`;
const DTB = '\n    dtb: {url: https://example.com/board.dtb}';
const loaded = (method: string, type: string, rest = '', commands = 'ramdisk') =>
  `${kernel(type, rest)}\n- boot: {method: ${method}, commands: ${commands}, ${LOGIN}}${SHELL_TEST}`;

const flashed = (method: string, rest = '') => `
- deploy:
    to: tmpfs
    images: {zephyr: {url: https://example.com/zephyr.bin}}
- boot: {method: ${method}${rest}}${MONITOR_TEST}`;

const FASTBOOT = `
- deploy:
    to: fastboot
    os: oe
    images: {boot: {url: https://example.com/boot.img}, rootfs: {url: https://example.com/rootfs.img}}
- boot: {method: fastboot, ${LOGIN}}${SHELL_TEST}`;

const QDL = `
- deploy:
    to: qdl
    qcomflash: {url: https://example.com/board.qcomflash.tar.gz}
- boot: {method: qdl, firehose_program: prog_firehose_ddr.elf, rawprogram: rawprogram*.xml, patch: patch*.xml, storage: ufs, ${LOGIN}}${SHELL_TEST}`;

const UUU = `
- deploy:
    to: uuu
    images: {boot: {url: https://example.com/boot.bin}, system: {url: https://example.com/board.wic}}
- boot: {method: uuu, commands: [{uuu: -b emmc_all {boot} {system}}]}
- boot: {method: minimal, reset: false, ${LOGIN}}${SHELL_TEST}`.replace(
  '{uuu: -b emmc_all {boot} {system}}',
  "{uuu: '-b emmc_all {boot} {system}'}",
);

const MASS_STORAGE = `
- deploy:
    to: u-boot-ums
    os: oe
    image: {url: https://example.com/board.img.gz, compression: gz}
- boot: {method: u-boot, commands: ums, ${LOGIN}}${SHELL_TEST}`;

/** The type of kernel that U-Boot starts on a board, by the load addresses that its type has. */
function kernelType({ parameters }: Device): string {
  const type = ['image', 'zimage', 'uimage'].find((each) => parameters?.[each] !== undefined);
  if (type === undefined) throw new Error('no load address of any kernel');
  return type;
}

/**
 * Jobs of a family by the base that its types extend, nearest first: the actions of each, deploy, boot and test.
 * A family has one for each way of starting that its types are listed with.
 */
export const FAMILY_JOBS: Record<string, (device: Device) => string[]> = {
  'base-barebox': () => [loaded('barebox', 'zimage', DTB)],
  'base-depthcharge-x86': () => [loaded('depthcharge', '')],
  'base-depthcharge': () => [loaded('depthcharge', 'image', DTB)],
  'base-dfu': () => [flashed('dfu')],
  'base-edk2': () => [loaded('uefi', 'image')],
  'base-fastboot': () => [FASTBOOT],
  'base-grub': (device) => [loaded('grub-efi' in methods(device, 'boot') ? 'grub-efi' : 'grub', 'image')],
  'base-ipxe': () => [loaded('ipxe', '')],
  'base-nxp-mcu': (device) =>
    ['pyocd', 'cmsis-dap', 'jlink']
      .filter((method) => method in methods(device, 'boot'))
      .map((method) => flashed(method)),
  'base-openocd': () => [flashed('openocd'), flashed('gdb', ', commands: openocd')],
  'base-qdl': () => [QDL, FASTBOOT],
  'base-uuu': (device) => [loaded('u-boot', kernelType(device), DTB), UUU],
  'base-uboot': (device) => [
    'u-boot-ums' in methods(device, 'deploy') ? MASS_STORAGE : loaded('u-boot', kernelType(device), DTB),
  ],
  avh: () => [
    `
- deploy:
    to: avh
    options: {model: rpi4b}
    images: {kernel: {url: https://example.com/Image}, dtb: {url: https://example.com/board.dtb}, rootfs: {url: https://example.com/rootfs.ext4, format: ext4, root_partition: 1}}
- boot: {method: avh, ${LOGIN}}${SHELL_TEST}`,
  ],
  docker: () => [
    `
- deploy: {to: docker, os: debian, image: debian:12}
- boot: {method: docker, command: bash, prompts: ['root@lava:']}${SHELL_TEST}`,
  ],
  fvp: () => [
    `
- deploy:
    to: fvp
    images: {disk: {url: https://example.com/disk.img}}
- boot:
    method: fvp
    docker: {name: 'fvp:foundation'}
    image: /opt/model/Foundation_Platform
    version_string: 'Fast Models[^\\n]+'
    console_string: 'terminal_0: Listening for serial connection on port (?P<PORT>\\d+)'
    arguments: ['--block-device={DISK}']
    prompts: ['root@fvp:']${SHELL_TEST}`,
  ],
  'juno-common': (device) =>
    ['u-boot', 'uefi']
      .filter((method) => method in methods(device, 'boot'))
      .map((method) =>
        method === 'u-boot'
          ? loaded('u-boot', 'image', DTB)
          : `\n- deploy: {to: nfs, os: oe, nfsrootfs: {url: https://example.com/rootfs.tar.gz, compression: gz}}
- boot: {method: uefi, commands: nfs, ${LOGIN}}${SHELL_TEST}`,
      ),
  'juno-uboot': () => [loaded('u-boot', 'image', DTB, 'ramdisk-tftp')],
  mps: () => [
    `
- deploy:
    to: mps
    images: {test_binary: {url: https://example.com/test.axf, rename: mbed.elf}}
- boot: {method: minimal}${MONITOR_TEST}`,
  ],
  'musca-a': () => [
    `
- deploy:
    to: musca
    images: {test_binary: {url: https://example.com/musca.hex}}
- boot: {method: musca}${MONITOR_TEST}`,
  ],
  'mustang-uefi': () => [
    `
- deploy:
    to: tftp
    os: debian
    kernel: {url: https://example.com/uImage}
    dtb: {url: https://example.com/board.dtb}
    nfsrootfs: {url: https://example.com/rootfs.tar.gz, compression: gz}
- boot: {method: uefi-menu, commands: nfs, ${LOGIN}}${SHELL_TEST}`,
  ],
  n1sdp: () => [loaded('grub', 'image')],
  qemu: () => [
    `
- deploy:
    to: tmpfs
    os: debian
    images: {rootfs: {url: https://example.com/root.img, image_arg: '-drive file={rootfs},format=raw'}}
- boot: {method: qemu, media: tmpfs, ${LOGIN}}${SHELL_TEST}`,
  ],
  ssh: () => [
    `\n- deploy: {to: ssh, os: debian}\n- boot: {method: ssh, prompts: ['root@host:']}${SHELL_TEST}`,
  ],
};
