// SPDX-License-Identifier: Apache-2.0
import { menuConnect } from '../../board/connection.ts';
import { resetDevice } from '../../board/reset.ts';
import { Dialogue } from '../../bootloader/dialogue.ts';
import { method, type PlanContext } from '../../engine/method.ts';
import { retry, type StepSpec, unwritten } from '../../engine/step.ts';
import { shellTail } from '../../login/shell-tail.ts';
import { type UefiBlock, type UefiDevice, uefiSchema } from './schema.ts';

export const uefi = method(uefiSchema, (context) => {
  const dialogue = new Dialogue(context, { kernelFollows: true });
  return retry('uefi-shell-main-action', [
    ...dialogue.prepare(),
    menuConnect(context),
    resetDevice(context),
    ...menu(context),
    unwritten('uefi-shell-interrupt'),
    dialogue.type(),
    ...shellTail(context),
  ]);
});

function menu({ block, settings }: PlanContext<UefiBlock, UefiDevice>): StepSpec[] {
  if (!(block.shell_menu ?? settings.parameters.shell_menu)) return [];
  return [
    unwritten('uefi-shell-menu-interrupt', { timeoutCode: 'step-timeout' }),
    unwritten('uefi-shell-menu-selector'),
  ];
}
