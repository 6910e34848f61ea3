// SPDX-License-Identifier: Apache-2.0
import { connectDevice } from '../../board/connection.ts';
import { resetDevice } from '../../board/reset.ts';
import { Dialogue } from '../../bootloader/dialogue.ts';
import type { GrubBlock } from '../../bootloader/grub-schema.ts';
import { Menu } from '../../bootloader/menu.ts';
import { method, type PlanContext } from '../../engine/method.ts';
import { absorbed, retry, type StepSpec } from '../../engine/step.ts';
import { grubMenuOf } from '../../job/menus.ts';
import { shellOrInstaller } from '../../login/installer.ts';
import { type GrubDevice, grubSchema } from './schema.ts';

export const grub = method(grubSchema, (context) => {
  const efi = context.block.method === 'grub-efi';
  const dialogue = new Dialogue(context, { kernelFollows: true });
  return retry('grub-main-action', [
    ...dialogue.prepare('bootloader-from-media'),
    connectDevice(context),
    ...(resets(context) ? [resetDevice(context)] : []),
    ...(efi ? firmwareMenu(context) : []),
    ...dialogue.steps(),
    ...shellOrInstaller(context),
  ]);
});

/** The firmware starts GRUB from its menu, where the device says by which entry. */
function firmwareMenu(context: PlanContext<GrubBlock, GrubDevice>): StepSpec[] {
  const names = ['uefi-menu-interrupt', 'grub-efi-menu-selector'] as const;
  const list = grubMenuOf(context.device);
  if (list === undefined)
    return names.map((name) =>
      absorbed(name, 'the device has no menu_options: its firmware starts GRUB by itself'),
    );
  const menu = new Menu(context, {
    ...{ method: 'uefi-menu', list, first: 'bootloader_prompt', last: 'boot_message' },
  });
  return [menu.interrupt(names[0]), menu.select(names[1])];
}

function resets({ block, settings }: PlanContext<GrubBlock, GrubDevice>): boolean {
  if (block.reset === false) return false;
  return block.method !== 'grub-efi' || (settings?.reset_device ?? true);
}
