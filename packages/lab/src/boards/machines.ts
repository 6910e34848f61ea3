// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs';
import { GUESTS } from '@lava/guest/guest.ts';
import { findProgram } from '@lava/kit/doctor/machine.ts';
import { LavaError } from '@lava/protocol/error/error.ts';

/** Architectures of virtual boards, by Debian's names: those for which Debian has firmware under QEMU that fetches by TFTP. */
export const BOARD_ARCHES = ['arm64', 'armhf', 'riscv64', 'amd64'] as const;
export type BoardArch = (typeof BOARD_ARCHES)[number];

/** What a board starts with. */
interface Firmware {
  name: 'uboot' | 'ipxe';
  file: string;
  /** Debian package that has the file, and that of the emulator. */
  packages: { file: string; qemu: string };
  /** Options of the emulator, besides those of the architecture. */
  options: string[];
  card: string;
}

const CARD = 'virtio-net-pci,netdev=net';
const FIRMWARE: Record<BoardArch, Firmware> = {
  arm64: uBoot('qemu_arm64/u-boot.bin', 'qemu-system-arm'),
  armhf: uBoot('qemu_arm/u-boot.bin', 'qemu-system-arm'),
  riscv64: {
    ...uBoot('qemu-riscv64_smode/uboot.elf', 'qemu-system-misc', '-kernel'), // OpenSBI, which QEMU has, starts it
    card: 'virtio-net-device,netdev=net', // it does not look for cards on PCI by itself
  },
  // The ROM of the card; the BIOS before it writes to the UART where there are no graphics.
  amd64: {
    name: 'ipxe',
    file: '/usr/lib/ipxe/qemu/pxe-virtio.rom',
    packages: { file: 'ipxe-qemu', qemu: 'qemu-system-x86' },
    options: ['-machine', 'graphics=off', '-boot', 'n'],
    card: CARD,
  },
};

function uBoot(file: string, qemu: string, option: '-bios' | '-kernel' = '-bios'): Firmware {
  const path = `/usr/lib/u-boot/${file}`;
  return {
    ...{ name: 'uboot', file: path, packages: { file: 'u-boot-qemu', qemu } },
    ...{ options: [option, path], card: `${CARD},romfile=` },
  };
}

/** Memory of a board, MiB. */
const MEMORY = 512;

/** Device type of the boards, in the library that comes with LAVA. */
export function deviceTypeOf(arch: BoardArch): string {
  return `virtual-${FIRMWARE[arch].name}-${arch}`;
}

/** The emulator: its UART at a terminal, its network with DHCP and a TFTP server that serves one directory. */
export function emulator(arch: BoardArch, { uart, tftp }: { uart: string; tftp: string }): string[] {
  const { qemu, machine } = GUESTS[arch];
  const { options, card } = FIRMWARE[arch];
  return [
    ...[qemu, ...machine, '-accel', 'tcg', '-m', String(MEMORY), '-display', 'none', '-monitor', 'none'],
    ...['-chardev', `serial,id=uart,path=${uart}`, '-serial', 'chardev:uart', ...options],
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
    const { file, packages } = FIRMWARE[arch];
    programs[GUESTS[arch].qemu] = packages.qemu;
    if (!existsSync(file)) missing.set(file, packages.file);
  }
  for (const [program, from] of Object.entries(programs))
    if (!findProgram(program, path)) missing.set(program, from);
  if (missing.size === 0) return;
  const packages = [...new Set(missing.values())].sort();
  throw new LavaError('host-tool-missing', `virtual boards need ${[...missing.keys()].join(', ')}`, {
    hint: `as root: apt-get install --no-install-recommends ${packages.join(' ')}`,
  });
}
