// SPDX-License-Identifier: Apache-2.0
import type { StepSpec } from '../engine/step.ts';

type RootfsStep =
  | 'apply-overlay-guest'
  | 'apply-overlay-image'
  | 'apply-overlay-sparse-image'
  | 'apply-overlay-tftp'
  | 'apply-overlay-avh'
  | 'apply-overlay-qdl'
  | 'compress-ramdisk'
  | 'configure-preseed-file'
  | 'extract-modules'
  | 'extract-nfsrootfs'
  | 'extract-rootfs'
  | 'extract-overlay-ramdisk';

/** Work on a root file system or an image with tools of the worker; when that is slow, the worker is to blame. */
export function rootfsStep(name: RootfsStep): StepSpec {
  return { name, timeoutCode: 'step-timeout' };
}
