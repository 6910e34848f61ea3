// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';

/** Architectures of virtual boards, by Debian's names: those for which Debian has firmware under QEMU that fetches by TFTP. */
export const BOARD_ARCHES = ['arm64', 'armhf', 'riscv64', 'amd64'] as const;
export type BoardArch = (typeof BOARD_ARCHES)[number];

/** What boards may start with. */
export const FIRMWARES = ['u-boot', 'ipxe', 'grub', 'edk2'] as const;
export type FirmwareName = (typeof FIRMWARES)[number];

/** What runs the instructions of boards: QEMU, or this machine's processor where it proves to be able to. */
export const ACCELERATORS = ['tcg', 'kvm'] as const;
export type Accelerator = (typeof ACCELERATORS)[number];

/** A kind of board. */
export interface Kind {
  arch: BoardArch;
  firmware: FirmwareName;
}

export interface Firmware {
  /** In the name of the device type. */
  type: string;
  file: string;
  /** Debian packages: of the file, of the emulator, and programs that prepare the board with theirs. */
  packages: { file: string; qemu: string; programs?: Record<string, string> };
  /** Options of the emulator, besides those of the architecture. */
  options: string[];
  card: string;
  /** A disk of the board: an EFI system partition with GRUB, or an empty one. */
  disk?: 'grub' | 'empty';
}

const CARD = 'virtio-net-pci,netdev=net';
const ROMLESS = `${CARD},romfile=`;

/** The first of an architecture is what its boards have where nobody asks for another. */
const TABLE: Record<BoardArch, Partial<Record<FirmwareName, Firmware>>> = {
  arm64: {
    'u-boot': uBoot('qemu_arm64/u-boot.bin', 'qemu-system-arm'),
    ...efi('/usr/share/qemu-efi-aarch64/QEMU_EFI.fd', 'qemu-efi-aarch64', 'qemu-system-arm'),
  },
  armhf: { 'u-boot': uBoot('qemu_arm/u-boot.bin', 'qemu-system-arm') },
  riscv64: {
    'u-boot': {
      ...uBoot('qemu-riscv64_smode/uboot.elf', 'qemu-system-misc', '-kernel'), // OpenSBI, which QEMU has, starts it
      card: 'virtio-net-device,netdev=net', // it does not look for cards on PCI by itself
    },
  },
  amd64: {
    // The ROM of the card; the BIOS before it writes to the UART where there are no graphics.
    ipxe: {
      type: 'ipxe',
      file: '/usr/lib/ipxe/qemu/pxe-virtio.rom',
      packages: { file: 'ipxe-qemu', qemu: 'qemu-system-x86' },
      options: ['-machine', 'graphics=off', '-boot', 'n'],
      card: CARD,
    },
    ...efi('/usr/share/ovmf/OVMF.fd', 'ovmf', 'qemu-system-x86'),
  },
};

function uBoot(file: string, qemu: string, option: '-bios' | '-kernel' = '-bios'): Firmware {
  const path = `/usr/lib/u-boot/${file}`;
  return {
    ...{ type: 'uboot', file: path, packages: { file: 'u-boot-qemu', qemu } },
    ...{ options: [option, path], card: ROMLESS },
  };
}

/** EDK II, which starts GRUB from a disk, or else its own shell. It does not boot from the network, which takes minutes to fail. */
function efi(file: string, from: string, qemu: string): Partial<Record<FirmwareName, Firmware>> {
  const noPxe = ['IPv4', 'IPv6'].flatMap((ip) => [
    '-fw_cfg',
    `name=opt/org.tianocore/${ip}PXESupport,string=no`,
  ]);
  const both = { file, options: ['-bios', file, ...noPxe], card: ROMLESS };
  const packages = { file: from, qemu };
  return {
    grub: {
      ...both,
      ...{
        type: 'grub',
        packages: { ...packages, programs: { 'grub-mkimage': 'grub-common' } },
        disk: 'grub',
      },
    },
    edk2: {
      ...both,
      ...{ type: 'edk2', packages: { ...packages, programs: { 'mkfs.vfat': 'dosfstools' } }, disk: 'empty' },
    },
  };
}

/** Those that boards of an architecture can have, the usual one first. */
export function firmwaresOf(arch: BoardArch): FirmwareName[] {
  return FIRMWARES.filter((name) => TABLE[arch][name]);
}

export function usualFirmware(arch: BoardArch): FirmwareName {
  return firmwaresOf(arch)[0] ?? 'u-boot';
}

/** @throws LavaError `config-invalid` with what there is, when boards of this architecture cannot have it */
export function firmwareOf({ arch, firmware }: Kind): Firmware {
  const found = TABLE[arch][firmware];
  if (found) return found;
  throw new LavaError('config-invalid', `there are no virtual ${arch} boards with ${firmware}`, {
    hint: `of ${arch} there are: ${firmwaresOf(arch).join(', ')}; with ${firmware} there are: ${BOARD_ARCHES.filter((each) => TABLE[each][firmware]).join(', ')}`,
  });
}

/** Device type of the boards, in the library that comes with LAVA. */
export function deviceTypeOf(kind: Kind): string {
  return `virtual-${firmwareOf(kind).type}-${kind.arch}`;
}

/** Words of a board's name after the lab's own: what it starts with is said where it is not the usual. */
export function nameWords({ arch, firmware }: Kind): string {
  return firmware === usualFirmware(arch) ? arch : `${firmware}-${arch}`;
}
