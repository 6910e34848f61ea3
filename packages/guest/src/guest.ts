// SPDX-License-Identifier: Apache-2.0

/** Architectures of guests, by Debian's names (which are LAVA's too). */
export const GUEST_ARCHES = ['amd64', 'arm64', 'armhf', 'riscv64'] as const;
export type GuestArch = (typeof GUEST_ARCHES)[number];

interface Guest {
  /** Package whose dependency names the current kernel; `cloud` kernels are the smallest that boot under QEMU. */
  kernelPackage: string;
  /** First Debian release that has the architecture. */
  since: 'bookworm' | 'trixie';
  qemu: string;
  /** Options of the machine; the fastest that was measured under TCG (pointer authentication of `-cpu max` costs 4x). */
  machine: string[];
  console: string;
}

export const GUESTS: Record<GuestArch, Guest> = {
  amd64: {
    kernelPackage: 'linux-image-cloud-amd64',
    since: 'bookworm',
    qemu: 'qemu-system-x86_64',
    machine: ['-machine', 'q35', '-cpu', 'max'],
    console: 'ttyS0',
  },
  arm64: {
    kernelPackage: 'linux-image-cloud-arm64',
    since: 'bookworm',
    qemu: 'qemu-system-aarch64',
    machine: ['-machine', 'virt', '-cpu', 'cortex-a53'],
    console: 'ttyAMA0',
  },
  armhf: {
    kernelPackage: 'linux-image-armmp',
    since: 'bookworm',
    qemu: 'qemu-system-arm',
    machine: ['-machine', 'virt', '-cpu', 'cortex-a15'],
    console: 'ttyAMA0',
  },
  riscv64: {
    kernelPackage: 'linux-image-riscv64',
    since: 'trixie',
    qemu: 'qemu-system-riscv64',
    machine: ['-machine', 'virt'],
    console: 'ttyS0',
  },
};

/** The guest that the host itself could be: the demo's. */
export function hostGuest(): GuestArch {
  if (process.arch === 'x64') return 'amd64';
  if (process.arch === 'arm64') return 'arm64';
  throw new Error(`no guest for a host of architecture ${process.arch}; supported: x64, arm64`);
}
