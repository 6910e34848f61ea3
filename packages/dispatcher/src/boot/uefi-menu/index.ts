// SPDX-License-Identifier: Apache-2.0
import { methods } from '@lava/protocol/device/device.ts';
import type { Method } from '../../engine/method.ts';
import { at } from '../../engine/read.ts';
import { deviceHas, refusal } from '../../engine/refusal.ts';
import { exportDeviceEnv, menuConnect } from '../../steps/connection.ts';
import { resetDevice } from '../../steps/reset.ts';
import { autoLogin } from '../../steps/shell-tail.ts';
import { uefiMenuInterrupt } from '../../steps/uefi-menu.ts';
import { UefiMenuBlock } from './schema.ts';

const REQUIRED = ['interrupt_prompt', 'interrupt_string'];

export const uefiMenu: Method<UefiMenuBlock> = {
  name: 'uefi-menu',
  schema: UefiMenuBlock,

  refuses({ device, block }) {
    const parameters = at(methods(device, 'boot'), 'uefi-menu', 'parameters');
    return refusal(
      [block.method === 'uefi-menu', '`method` is not uefi-menu'],
      deviceHas(device, 'boot', 'uefi-menu'),
      ...REQUIRED.map((key): [boolean, string] => [
        at(parameters, key) !== undefined,
        `uefi-menu of the device has no ${key}`,
      ]),
    );
  },

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
        autoLogin(),
        exportDeviceEnv(),
      ],
    };
  },
};
