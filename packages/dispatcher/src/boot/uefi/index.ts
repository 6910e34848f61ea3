// SPDX-License-Identifier: Apache-2.0
import { menuConnect } from '../../board/connection.ts';
import { resetDevice } from '../../board/reset.ts';
import { Dialogue } from '../../bootloader/dialogue.ts';
import { Menu } from '../../bootloader/menu.ts';
import { method, type PlanContext } from '../../engine/method.ts';
import { retry, type StepSpec } from '../../engine/step.ts';
import { shellTail } from '../../login/shell-tail.ts';
import { type UefiBlock, type UefiDevice, uefiSchema } from './schema.ts';

export const uefi = method(uefiSchema, (context) => {
  const dialogue = new Dialogue(context, { kernelFollows: true });
  const { shell_interrupt_prompt: prompt, shell_interrupt_string: key } = context.settings.parameters;
  return retry('uefi-shell-main-action', [
    ...dialogue.prepare(),
    menuConnect(context),
    resetDevice(context),
    ...menu(context),
    dialogue.stop('uefi-shell-interrupt', { prompt, key }),
    dialogue.type(),
    ...shellTail(context),
  ]);
});

function menu(context: PlanContext<UefiBlock, UefiDevice>): StepSpec[] {
  const { block, settings } = context;
  const list = block.shell_menu ?? settings.parameters.shell_menu;
  if (!list) return [];
  const shell = new Menu(context, {
    ...{ method: 'uefi', list, first: 'menu_prompt', last: 'menu_boot_message' },
  });
  return [shell.interrupt('uefi-shell-menu-interrupt'), shell.select('uefi-shell-menu-selector')];
}
