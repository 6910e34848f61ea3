// SPDX-License-Identifier: Apache-2.0
import { methods } from '@lava/protocol/device/device.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { preOsCommand } from '../../board/power.ts';
import { hasHardReset } from '../../board/reset.ts';
import { waitFor } from '../../board/udev.ts';
import type { Method, PlanContext } from '../../engine/method.ts';
import type { StepSpec } from '../../engine/step.ts';
import { fastbootEntry, fastbootReboot } from '../../flash/fastboot-entry.ts';
import { listOf } from '../../job/read.ts';
import { expectShell, exportDeviceEnv, overlayUnpack } from '../../login/shell-steps.ts';
import { autoLogin, shellTail } from '../../login/shell-tail.ts';
import { type FastbootBlock, fastbootSchema } from './schema.ts';

/** Steps of the words in the device's list. */
const SEQUENCE: Record<string, (context: PlanContext) => StepSpec> = {
  boot: bootFastboot,
  reboot: () => fastbootReboot('fastboot-reboot'),
  'no-flash-boot': bootFastboot,
  'auto-login': autoLogin,
  'overlay-unpack': overlayUnpack,
  'shell-session': expectShell,
  'export-env': exportDeviceEnv,
};

export const fastboot: Method<FastbootBlock> = {
  ...fastbootSchema,

  plan(context) {
    return {
      name: 'fastboot-boot',
      retry: true,
      timeoutCode: 'step-timeout',
      children: [
        ...('commands' in context.block
          ? [{ name: 'fastboot-boot-commands', timeoutCode: 'step-timeout' } as const]
          : []),
        ...fastbootEntry(context, { beforeCommand: [waitFor('device-boardid')] }),
        ...sequence(context),
        ...tail(context),
      ],
    };
  },
};

function sequence(context: PlanContext): StepSpec[] {
  const { device } = context;
  return listOf(methods(device, 'boot').fastboot).flatMap((word) => {
    const step = typeof word === 'string' && Object.hasOwn(SEQUENCE, word) ? SEQUENCE[word] : undefined;
    if (step) return [waitFor('device-boardid'), step(context)];
    throw new LavaError('device-invalid', `fastboot of the device has an unknown word ${String(word)}`, {
      hint: `known: ${Object.keys(SEQUENCE).join(', ')}`,
    });
  });
}

/** A board with power control has a console to log in at; others are reached by adb. */
function tail(context: PlanContext<FastbootBlock>): StepSpec[] {
  if (hasHardReset(context.device)) return [preOsCommand(), ...shellTail(context)];
  if (context.block.docker) return [];
  return [{ name: 'connect-adb' }, { name: 'adb-overlay-unpack' }];
}

function bootFastboot(): StepSpec {
  return { name: 'boot-fastboot', timeoutCode: 'step-timeout' };
}
