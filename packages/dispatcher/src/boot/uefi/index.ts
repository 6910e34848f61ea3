// SPDX-License-Identifier: Apache-2.0
import { methods } from '@lava/protocol/device/device.ts';
import { menuConnect } from '../../board/connection.ts';
import { resetDevice } from '../../board/reset.ts';
import { bootloaderCommands, bootloaderOverlay } from '../../bootloader/dialogue.ts';
import type { Method, PlanContext } from '../../engine/method.ts';
import type { StepSpec } from '../../engine/step.ts';
import { at } from '../../job/read.ts';
import { shellTail } from '../../login/shell-tail.ts';
import { type UefiBlock, uefiSchema } from './schema.ts';

export const uefi: Method<UefiBlock> = {
  ...uefiSchema,

  plan(context) {
    return {
      name: 'uefi-shell-main-action',
      retry: true,
      children: [
        bootloaderOverlay(),
        menuConnect(),
        resetDevice(context),
        ...menu(context),
        { name: 'uefi-shell-interrupt' },
        bootloaderCommands(),
        ...shellTail(context),
      ],
    };
  },
};

function menu({ block, device }: PlanContext<UefiBlock>): StepSpec[] {
  const entry = block.shell_menu ?? at(methods(device, 'boot'), 'uefi', 'parameters', 'shell_menu');
  if (!entry) return [];
  return [
    { name: 'uefi-shell-menu-interrupt', timeoutCode: 'step-timeout' },
    { name: 'uefi-shell-menu-selector' },
  ];
}
