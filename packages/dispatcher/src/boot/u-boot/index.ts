// SPDX-License-Identifier: Apache-2.0
import { methods } from '@lava/protocol/device/device.ts';
import { connectDevice } from '../../board/connection.ts';
import { resetDevice } from '../../board/reset.ts';
import { waitFor } from '../../board/udev.ts';
import {
  bootloaderCommands,
  bootloaderCommandsAltbank,
  bootloaderInterrupt,
  bootloaderOverlay,
} from '../../bootloader/dialogue.ts';
import type { Method, PlanContext } from '../../engine/method.ts';
import type { StepSpec } from '../../engine/step.ts';
import { at } from '../../job/read.ts';
import { shellTail } from '../../login/shell-tail.ts';
import { type UBootBlock, uBootSchema } from './schema.ts';

export const uBoot: Method<UBootBlock> = {
  ...uBootSchema,

  plan(context) {
    const { block } = context;
    return {
      name: 'uboot-action',
      retry: true,
      children: [
        { name: 'uboot-from-media' },
        bootloaderOverlay(),
        connectDevice(),
        {
          name: 'uboot-commands',
          children: [
            ...(block.reset === false ? [] : [resetDevice(context)]),
            bootloaderInterrupt(),
            ...dialogue(context),
            ...shellTail(context),
          ],
        },
      ],
    };
  },
};

function dialogue(context: PlanContext): StepSpec[] {
  const parameters = at(methods(context.device, 'boot'), 'u-boot', 'parameters');
  if (at(parameters, 'uboot_ums_flash')) {
    const flash = { name: 'flash-uboot-ums' };
    return [bootloaderCommands(), waitFor('device-path'), flash, resetDevice(context)];
  }
  if (at(parameters, 'uboot_altbank'))
    return [bootloaderCommandsAltbank(), bootloaderInterrupt(), bootloaderCommands()];
  return [bootloaderCommands()];
}
