// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs';
import { GUESTS } from '@lava/guest/guest.ts';
import { findProgram } from '@lava/kit/doctor/machine.ts';
import { LavaError } from '@lava/protocol/error/error.ts';

/** Architectures of virtual boards, by Debian's names: those for which Debian has U-Boot under QEMU. */
export const BOARD_ARCHES = ['arm64', 'armhf', 'riscv64'] as const;
export type BoardArch = (typeof BOARD_ARCHES)[number];

const PCI_CARD = 'virtio-net-pci,netdev=net,romfile=';

const FIRMWARE: Record<BoardArch, { file: string; option: '-bios' | '-kernel'; card: string }> = {
  arm64: { file: '/usr/lib/u-boot/qemu_arm64/u-boot.bin', option: '-bios', card: PCI_CARD },
  armhf: { file: '/usr/lib/u-boot/qemu_arm/u-boot.bin', option: '-bios', card: PCI_CARD },
  riscv64: {
    file: '/usr/lib/u-boot/qemu-riscv64_smode/uboot.elf',
    // OpenSBI, which QEMU has, starts it.
    option: '-kernel',
    // It does not look for cards on PCI by itself.
    card: 'virtio-net-device,netdev=net',
  },
};

/** Memory of a board, MiB. */
const MEMORY = 512;

/** Device type of the boards, in the library that comes with LAVA. */
export function deviceTypeOf(arch: BoardArch): string {
  return `virtual-uboot-${arch}`;
}

/** The emulator: its UART at a terminal, its network with DHCP and a TFTP server that serves one directory. */
export function emulator(arch: BoardArch, { uart, tftp }: { uart: string; tftp: string }): string[] {
  const { qemu, machine } = GUESTS[arch];
  const { file, option, card } = FIRMWARE[arch];
  return [
    ...[qemu, ...machine, '-accel', 'tcg', '-m', String(MEMORY), '-display', 'none', '-monitor', 'none'],
    ...['-chardev', `serial,id=uart,path=${uart}`, '-serial', 'chardev:uart', option, file],
    ...['-netdev', `user,id=net,tftp=${tftp}`, '-device', card],
  ];
}

/** What the lab starts, and what a worker on this machine starts for it, with the Debian package that has it. */
const PROGRAMS: Record<string, string> = {
  socat: 'socat',
  ser2net: 'ser2net',
  pdudaemon: 'pdudaemon',
  telnet: 'telnet',
  curl: 'curl',
};

/** @throws LavaError `host-tool-missing` with the packages to install */
export function checkPrograms(arches: readonly BoardArch[], path = process.env.PATH): void {
  const missing = new Map<string, string>();
  const programs = { ...PROGRAMS };
  for (const arch of arches) {
    programs[GUESTS[arch].qemu] = arch === 'riscv64' ? 'qemu-system-misc' : 'qemu-system-arm';
    if (!existsSync(FIRMWARE[arch].file)) missing.set(FIRMWARE[arch].file, 'u-boot-qemu');
  }
  for (const [program, from] of Object.entries(programs))
    if (!findProgram(program, path)) missing.set(program, from);
  if (missing.size === 0) return;
  const packages = [...new Set(missing.values())].sort();
  throw new LavaError('host-tool-missing', `virtual boards need ${[...missing.keys()].join(', ')}`, {
    hint: `as root: apt-get install --no-install-recommends ${packages.join(' ')}`,
  });
}
