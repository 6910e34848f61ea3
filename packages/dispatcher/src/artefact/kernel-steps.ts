// SPDX-License-Identifier: Apache-2.0
import { group, type StepSpec, step, unwritten } from '../engine/step.ts';
import type { Board } from '../job/board.ts';
import type { KernelFiles } from './kernel.ts';

/** Brings the kernel into the form that the device's bootloader takes. */
export function prepareKernel({ methods, images }: Board, files: KernelFiles | undefined): StepSpec {
  if (methods.boot.includes('u-boot')) return group('prepare-kernel', [forUBoot(images, files)]);
  if (methods.boot.includes('depthcharge')) return group('prepare-kernel', [unwritten('prepare-fit')]);
  return group('prepare-kernel', []);
}

function forUBoot(images: Board['images'], files: KernelFiles | undefined): StepSpec {
  const name = 'uboot-prepare-kernel';
  if (!files) return unwritten(name);
  return step(name, async (run) => (await import('./kernel.ts')).prepareKernelFile(run, images, files));
}
