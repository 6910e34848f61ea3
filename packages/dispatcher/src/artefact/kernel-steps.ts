// SPDX-License-Identifier: Apache-2.0
import { group, type StepSpec, unwritten } from '../engine/step.ts';
import type { Board } from '../job/board.ts';

/** Brings the kernel into the form that the device's bootloader takes. */
export function prepareKernel({ methods }: Board): StepSpec {
  if (methods.boot.includes('u-boot')) return group('prepare-kernel', [unwritten('uboot-prepare-kernel')]);
  if (methods.boot.includes('depthcharge')) return group('prepare-kernel', [unwritten('prepare-fit')]);
  return group('prepare-kernel', []);
}
