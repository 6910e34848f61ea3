// SPDX-License-Identifier: Apache-2.0

import { menuConnect } from '../../board/connection.ts';
import { resetDevice } from '../../board/reset.ts';
import { uefiMenuInterrupt } from '../../bootloader/uefi-menu.ts';
import type { Method } from '../../engine/method.ts';
import { exportDeviceEnv } from '../../login/shell-steps.ts';
import { autoLogin } from '../../login/shell-tail.ts';
import { type UefiMenuBlock, uefiMenuSchema } from './schema.ts';

export const uefiMenu: Method<UefiMenuBlock> = {
  ...uefiMenuSchema,

  plan(context) {
    // A device that was flashed by fastboot stands in its menu already.
    const inMenu = context.block.commands?.includes('fastboot');
    return {
      name: 'uefi-menu-action',
      retry: true,
      children: [
        { name: 'uefi-commands' },
        ...(inMenu ? [] : [menuConnect(), resetDevice(context)]),
        uefiMenuInterrupt(),
        { name: 'uefi-menu-selector' },
        { name: 'menu-reset', timeoutCode: 'step-timeout' },
        autoLogin(context),
        exportDeviceEnv(context),
      ],
    };
  },
};
