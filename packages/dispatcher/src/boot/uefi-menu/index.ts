// SPDX-License-Identifier: Apache-2.0
import { menuConnect, menuReset } from '../../board/connection.ts';
import { resetDevice } from '../../board/reset.ts';
import { Menu } from '../../bootloader/menu.ts';
import { method } from '../../engine/method.ts';
import { retry } from '../../engine/step.ts';
import { exportDeviceEnv } from '../../login/shell-steps.ts';
import { autoLogin } from '../../login/shell-tail.ts';
import { uefiMenuSchema } from './schema.ts';

export const uefiMenu = method(uefiMenuSchema, (context) => {
  const { commands } = context.block;
  // A device that was flashed by fastboot is in its menu already.
  const inMenu = commands?.includes('fastboot');
  const connect = inMenu ? [] : [menuConnect(context), resetDevice(context)];
  const menu = new Menu(context, {
    ...{ method: 'uefi-menu', list: String(commands ?? '') },
    ...{ first: 'bootloader_prompt', last: 'boot_message' },
  });
  return retry('uefi-menu-action', [
    menu.prepare('uefi-commands'),
    ...connect,
    menu.interrupt('uefi-menu-interrupt'),
    menu.select('uefi-menu-selector'),
    menuReset(context),
    autoLogin(context),
    exportDeviceEnv(context),
  ]);
});
