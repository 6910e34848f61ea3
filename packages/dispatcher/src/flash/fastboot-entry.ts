// SPDX-License-Identifier: Apache-2.0
import { connectDevice } from '../board/connection.ts';
import { hasHardReset, resetDevice } from '../board/reset.ts';
import { Dialogue } from '../bootloader/dialogue.ts';
import type { PlanContext } from '../engine/method.ts';
import { Slot } from '../engine/slot.ts';
import { type StepSpec, unwritten } from '../engine/step.ts';
import { HandOver } from '../engine/target.ts';

/** Serial number of a device that is looked for when it appears, instead of being configured. */
const UNKNOWN_SERIAL = '0000000000';

/** One block of the namespace looks for the serial number, the later ones use what it found. */
export const SERIAL = new HandOver<Slot<string>>(
  'the serial number of fastboot',
  'a block that detects it comes before',
);

export function uBootEntersFastboot(context: PlanContext): StepSpec[] {
  return [
    connectDevice(context),
    unwritten('uboot-enter-fastboot', {
      retry: true,
      children: [
        resetDevice(context),
        new Dialogue(context, { method: 'u-boot', kernelFollows: false }).interrupt(),
      ],
    }),
  ];
}

/** Reboots a running system, or fastboot itself, into fastboot. */
export function enterFastboot(): StepSpec {
  return unwritten('enter-fastboot-action', { timeoutCode: 'step-timeout' });
}

export function fastbootReboot(
  variant: 'fastboot-reboot' | 'fastboot-reboot-bootloader' | 'fastboot-reboot-fastboot',
): StepSpec {
  return unwritten(variant, { timeoutCode: 'step-timeout' });
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
  const { board } = context;
  if (board.fastboot.viaUBoot) return [...uBootEntersFastboot(context), ...detectSerial(context)];
  if (hasHardReset(board))
    return [connectDevice(context), ...beforeReset, resetDevice(context), ...detectSerial(context)];
  return [...beforeCommand, enterFastboot()];
}

/** At most once in a namespace, and only for devices that are set up so. */
function detectSerial({ board, target }: PlanContext): StepSpec[] {
  const wanted = board.fastboot.detect && board.serials.fastboot === UNKNOWN_SERIAL;
  if (!wanted || target.find(SERIAL)) return [];
  target.provide(SERIAL, new Slot<string>(`serial number of namespace ${target.namespace}`));
  return [unwritten('detect-fastboot-device', { timeoutCode: 'step-timeout' })];
}
