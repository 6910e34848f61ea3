// SPDX-License-Identifier: Apache-2.0
import type { BootCommand, BootImages, LoadAddresses } from './bootloaders.ts';

/** Forms of a kernel, as jobs name them. */
export type KernelType = 'image' | 'uimage' | 'zimage';

/** The command of U-Boot that boots such a kernel by itself. */
const OWN: Record<KernelType, BootCommand> = { image: 'booti', zimage: 'bootz', uimage: 'bootm' };

/** How a kernel of a known form is booted on a device. */
export interface KernelBoot {
  command: BootCommand;
  addresses: LoadAddresses;
  /** The device has no addresses for this form: the kernel becomes a legacy image, which it can boot. */
  converted: boolean;
}

/** Undefined when the form is not known, or the device has no address for any. */
export function kernelBoot({ addresses }: BootImages, type: KernelType | undefined): KernelBoot | undefined {
  if (type === undefined) return undefined;
  const own = OWN[type];
  const known = addresses[own];
  if (known) return { command: own, addresses: known, converted: false };
  return addresses.bootm && { command: 'bootm', addresses: addresses.bootm, converted: true };
}
