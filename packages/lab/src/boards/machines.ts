// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs';
import { GUESTS } from '@lava/guest/guest.ts';
import { findProgram } from '@lava/kit/doctor/machine.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { type Accelerator, type BoardArch, firmwareOf, type Kind } from './firmware.ts';

/** Memory of a board, MiB. */
const MEMORY = 512;

/** QEMU as the machine that boards of an architecture are. */
export function machineOf(arch: BoardArch, accel: Accelerator): string[] {
  const { qemu, machine } = GUESTS[arch];
  const options = accel === 'kvm' ? machine.with(machine.indexOf('-cpu') + 1, 'host') : machine;
  return [qemu, ...options, '-accel', accel, '-m', String(MEMORY), '-display', 'none', '-monitor', 'none'];
}

/**
 * The emulator: its UART at a terminal, its network with DHCP and a TFTP server that serves one directory.
 * @param disk QEMU's options of the board's disk
 */
export function emulator(
  kind: Kind & { accel: Accelerator },
  { uart, tftp, disk }: { uart: string; tftp: string; disk: string | undefined },
): string[] {
  const { options, card, disk: content } = firmwareOf(kind);
  // The firmware uses nothing but what it boots from, and the shell it has itself; GRUB needs the network card.
  const first = content === 'empty' ? ',bootindex=0' : '';
  return [
    ...machineOf(kind.arch, kind.accel),
    ...['-chardev', `serial,id=uart,path=${uart}`, '-serial', 'chardev:uart', ...options],
    ...['-netdev', `user,id=net,tftp=${tftp}`, '-device', card],
    ...(disk
      ? ['-drive', `if=none,id=disk,format=raw,${disk}`, '-device', `virtio-blk-pci,drive=disk${first}`]
      : []),
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

/** @throws LavaError `host-tool-missing` with the packages to install, `config-invalid` */
export function checkPrograms(kinds: readonly Kind[], path = process.env.PATH): void {
  const missing = new Map<string, string>();
  const programs = { ...PROGRAMS };
  for (const kind of kinds) {
    const { file, packages } = firmwareOf(kind);
    programs[GUESTS[kind.arch].qemu] = packages.qemu;
    Object.assign(programs, packages.programs);
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
