// SPDX-License-Identifier: Apache-2.0

import { connectDevice } from '../../board/connection.ts';
import { resetDevice } from '../../board/reset.ts';
import { waitFor } from '../../board/udev.ts';
import type { Method, PlanContext } from '../../engine/method.ts';
import type { StepSpec } from '../../engine/step.ts';
import { expectShell, exportDeviceEnv, overlayUnpack } from '../../login/shell-steps.ts';
import { autoLogin } from '../../login/shell-tail.ts';
import { type MuscaBlock, muscaSchema } from './schema.ts';

export const musca: Method<MuscaBlock> = {
  ...muscaSchema,

  plan(context) {
    return {
      name: 'musca-boot',
      retry: true,
      children: [
        resetDevice(context),
        waitFor('usb-serial'),
        connectDevice(),
        ...('prompts' in context.block ? [autoLogin(context)] : []),
        ...shell(context),
      ],
    };
  },
};

function shell(context: PlanContext): StepSpec[] {
  const { block, target } = context;
  if (!target.needsShell) return [];
  return [
    expectShell(context),
    ...('transfer_overlay' in block ? [overlayUnpack(context)] : []),
    exportDeviceEnv(context),
  ];
}
