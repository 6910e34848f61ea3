// SPDX-License-Identifier: Apache-2.0
import type { Method, PlanContext } from '../../engine/method.ts';
import { deviceHas, refusal } from '../../engine/refusal.ts';
import type { StepSpec } from '../../engine/step.ts';
import { connectDevice, expectShell, exportDeviceEnv, overlayUnpack } from '../../steps/connection.ts';
import { resetDevice } from '../../steps/reset.ts';
import { autoLogin } from '../../steps/shell-tail.ts';
import { waitFor } from '../../steps/udev.ts';
import { MuscaBlock } from './schema.ts';

export const musca: Method<MuscaBlock> = {
  name: 'musca',
  schema: MuscaBlock,

  refuses({ device, block }) {
    return refusal([block.method === 'musca', '`method` is not musca'], deviceHas(device, 'boot', 'musca'), [
      'board_id' in device,
      'the device has no board_id',
    ]);
  },

  plan(context) {
    return {
      name: 'musca-boot',
      retry: true,
      children: [
        resetDevice(context),
        waitFor('usb-serial'),
        connectDevice(),
        ...('prompts' in context.block ? [autoLogin()] : []),
        ...shell(context),
      ],
    };
  },
};

function shell({ block, target }: PlanContext): StepSpec[] {
  if (!target.needsShell) return [];
  return [expectShell(), ...('transfer_overlay' in block ? [overlayUnpack()] : []), exportDeviceEnv()];
}
