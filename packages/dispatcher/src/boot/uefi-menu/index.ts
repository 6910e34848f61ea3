// SPDX-License-Identifier: Apache-2.0
import { menuConnect } from '../../board/connection.ts';
import { resetDevice } from '../../board/reset.ts';
import { uefiMenuInterrupt } from '../../bootloader/uefi-menu.ts';
import { method } from '../../engine/method.ts';
import { retry, unwritten } from '../../engine/step.ts';
import { exportDeviceEnv } from '../../login/shell-steps.ts';
import { autoLogin } from '../../login/shell-tail.ts';
import { uefiMenuSchema } from './schema.ts';

export const uefiMenu = method(uefiMenuSchema, (context) => {
  // A device that was flashed by fastboot is in its menu already.
  const inMenu = context.block.commands?.includes('fastboot');
  return retry('uefi-menu-action', [
    unwritten('uefi-commands'),
    ...(inMenu ? [] : [menuConnect(context), resetDevice(context)]),
    uefiMenuInterrupt(context),
    unwritten('uefi-menu-selector'),
    unwritten('menu-reset', { timeoutCode: 'step-timeout' }),
    autoLogin(context),
    exportDeviceEnv(context),
  ]);
});
