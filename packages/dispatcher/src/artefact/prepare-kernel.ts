// SPDX-License-Identifier: Apache-2.0
import { methods } from '@lava/protocol/device/device.ts';
import type { PlanContext } from '../engine/method.ts';
import type { StepSpec } from '../engine/step.ts';

/** Brings the kernel into the form that the device's bootloader takes. */
export function prepareKernel({ device }: PlanContext): StepSpec {
  const boot = methods(device, 'boot');
  const children: StepSpec[] =
    'u-boot' in boot
      ? [{ name: 'uboot-prepare-kernel' }]
      : 'depthcharge' in boot
        ? [{ name: 'prepare-fit' }]
        : [];
  return { name: 'prepare-kernel', children };
}
