// SPDX-License-Identifier: Apache-2.0

import { connectDevice } from '../board/connection.ts';
import { hasHardReset, resetDevice } from '../board/reset.ts';
import { bootloaderInterrupt } from '../bootloader/dialogue.ts';
import type { PlanContext } from '../engine/method.ts';
import type { StepSpec } from '../engine/step.ts';
import { Shared } from '../engine/target.ts';
import { unavailable } from '../engine/unavailable.ts';
import { at } from '../job/read.ts';

/** Serial number of a device that is looked for when it appears, instead of being configured. */
const UNKNOWN_SERIAL = '0000000000';

/** Set while planning: one block of the namespace looks for the serial number, the others use what it found. */
const DETECTED = new Shared<boolean>('whether the serial number is looked for');

export function uBootEntersFastboot(context: PlanContext): StepSpec[] {
  return [
    connectDevice(),
    {
      name: 'uboot-enter-fastboot',
      validate: unavailable,
      retry: true,
      children: [resetDevice(context), bootloaderInterrupt()],
    },
  ];
}

/** Reboots a running system, or fastboot itself, into fastboot. */
export function enterFastboot(): StepSpec {
  return { name: 'enter-fastboot-action', timeoutCode: 'step-timeout' };
}

export function fastbootReboot(
  variant: 'fastboot-reboot' | 'fastboot-reboot-bootloader' | 'fastboot-reboot-fastboot',
) {
  return { name: variant, timeoutCode: 'step-timeout' } as const satisfies StepSpec;
}

/**
 * Brings the device into fastboot: through U-Boot, by a power cycle, or by a command.
 * @param beforeReset steps between opening the console and the power cycle
 * @param beforeCommand steps before the command
 */
export function fastbootEntry(
  context: PlanContext,
  { beforeReset = [], beforeCommand = [] }: { beforeReset?: StepSpec[]; beforeCommand?: StepSpec[] } = {},
): StepSpec[] {
  const { device } = context;
  if (device.fastboot_via_uboot) return [...uBootEntersFastboot(context), ...detectSerial(context)];
  if (hasHardReset(device))
    return [connectDevice(), ...beforeReset, resetDevice(context), ...detectSerial(context)];
  return [...beforeCommand, enterFastboot()];
}

/** At most once in a namespace, and only for devices that are set up so. */
function detectSerial({ device, target }: PlanContext): StepSpec[] {
  const wanted = device.fastboot_auto_detection && at(device, 'fastboot_serial_number') === UNKNOWN_SERIAL;
  const detected = target.slot(DETECTED);
  if (!wanted || detected.peek()) return [];
  detected.set(true);
  return [{ name: 'detect-fastboot-device', timeoutCode: 'step-timeout' }];
}
