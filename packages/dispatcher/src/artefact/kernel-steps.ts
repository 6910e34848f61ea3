// SPDX-License-Identifier: Apache-2.0
import { absorbed, group, type StepSpec, step } from '../engine/step.ts';
import type { Board } from '../job/board.ts';
import type { FitFiles } from './fit.ts';
import type { KernelFiles } from './kernel.ts';

/** Brings the kernel into the form that the device's bootloader takes. */
export function prepareKernel({ methods, images }: Board, files: FitFiles | undefined): StepSpec {
  if (methods.boot.includes('u-boot')) return group('prepare-kernel', [forUBoot(images, files)]);
  if (methods.boot.includes('depthcharge')) return group('prepare-kernel', [fit(images, files)]);
  return group('prepare-kernel', []);
}

function fit(images: Board['images'], files: FitFiles | undefined): StepSpec {
  const name = 'prepare-fit';
  if (!files) return absorbed(name, 'the block has no kernel');
  return step(name, async (run) => (await import('./fit.ts')).prepareFit(run, images, files), {
    validate: async () => (await import('./fit.ts')).checkFit(images),
  });
}

function forUBoot(images: Board['images'], files: KernelFiles | undefined): StepSpec {
  const name = 'uboot-prepare-kernel';
  if (!files) return absorbed(name, 'the block has no kernel');
  return step(name, async (run) => (await import('./kernel.ts')).prepareKernelFile(run, images, files));
}
