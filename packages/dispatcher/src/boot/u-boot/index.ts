// SPDX-License-Identifier: Apache-2.0
import { connectDevice } from '../../board/connection.ts';
import { resetDevice } from '../../board/reset.ts';
import { waitFor } from '../../board/udev.ts';
import {
  bootloaderCommands,
  bootloaderCommandsAltbank,
  bootloaderInterrupt,
  bootloaderSteps,
  commandSteps,
} from '../../bootloader/dialogue.ts';
import { method, type PlanContext } from '../../engine/method.ts';
import { group, retry, type StepSpec } from '../../engine/step.ts';
import { flashStep } from '../../flash/flash-step.ts';
import { shellTail } from '../../login/shell-tail.ts';
import { type UBootBlock, type UBootDevice, uBootSchema } from './schema.ts';

export const uBoot = method(uBootSchema, (context) => {
  const { block } = context;
  return retry('uboot-action', [
    ...commandSteps('uboot-from-media'),
    connectDevice(context),
    group('uboot-commands', [
      ...(block.reset === false ? [] : [resetDevice(context)]),
      bootloaderInterrupt(context),
      ...dialogue(context),
      ...shellTail(context),
    ]),
  ]);
});

function dialogue(context: PlanContext<UBootBlock, UBootDevice>): StepSpec[] {
  const parameters = context.settings?.parameters;
  if (parameters?.uboot_ums_flash) {
    const flash = flashStep(context, 'flash-uboot-ums');
    return [bootloaderCommands(context), waitFor('device-path'), flash, resetDevice(context)];
  }
  if (parameters?.uboot_altbank) return [bootloaderCommandsAltbank(context), ...bootloaderSteps(context)];
  return [bootloaderCommands(context)];
}
