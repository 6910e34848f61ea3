// SPDX-License-Identifier: Apache-2.0

import { absorbed, type StepSpec, unwritten } from '../engine/step.ts';

/** What of a block a root file system is made of; absent parts need no work. */
export interface RootfsParts {
  nfsrootfs?: unknown;
  modules?: unknown;
  ramdisk?: unknown;
  preseed?: unknown;
  /** The test overlay goes into it. */
  overlay: boolean;
}

const ON_HOST = { timeoutCode: 'step-timeout' } as const;

/**
 * Steps of a root file system over the network, under LAVA's names. A ramdisk is never unpacked: overlay and modules are
 * appended to it as further archives, which the kernel merges.
 */
export function nfsrootSteps({ nfsrootfs }: RootfsParts): StepSpec[] {
  return [
    nfsrootfs
      ? unwritten('extract-nfsrootfs', ON_HOST)
      : absorbed('extract-nfsrootfs', 'the block has no nfsrootfs'),
  ];
}

/** Modules of the kernel, for the root file system or the ramdisk. */
export function modulesStep({ modules }: Pick<RootfsParts, 'modules'>): StepSpec {
  const name = 'extract-modules';
  return modules ? unwritten(name, ON_HOST) : absorbed(name, 'the block has no modules');
}

/** The test overlay, into a root file system or ramdisk that is served to the device. */
export function servedOverlaySteps({ overlay }: RootfsParts): StepSpec[] {
  return overlay ? [unwritten('apply-overlay-tftp', ON_HOST)] : [];
}

/** Puts the test overlay into an image that was fetched. */
export function imageOverlay(sparse = false): StepSpec {
  return unwritten(sparse ? 'apply-overlay-sparse-image' : 'apply-overlay-image', ON_HOST);
}

/** Puts the test overlay into a disk or package that only this method knows. */
export function packageOverlay(
  name: 'apply-overlay-avh' | 'apply-overlay-qdl' | 'apply-overlay-guest',
): StepSpec {
  return unwritten(name, ON_HOST);
}

/** The root file system of a host that the device borrows. */
export function borrowedRootfsSteps(): StepSpec[] {
  return [unwritten('extract-rootfs', ON_HOST), unwritten('extract-modules', ON_HOST)];
}
