// SPDX-License-Identifier: Apache-2.0
import { opensConsole } from '../../board/connection.ts';
import { preOsCommand } from '../../board/power.ts';
import { hasHardReset } from '../../board/reset.ts';
import { waitFor } from '../../board/udev.ts';
import { method, type PlanContext } from '../../engine/method.ts';
import { retry, type StepSpec, unwritten } from '../../engine/step.ts';
import { fastbootEntry, fastbootReboot } from '../../flash/fastboot-entry.ts';
import { expectShell, exportDeviceEnv, overlayUnpack } from '../../login/shell-steps.ts';
import { autoLogin, shellTail } from '../../login/shell-tail.ts';
import { type FastbootBlock, type FastbootDevice, fastbootSchema } from './schema.ts';

type Word = FastbootDevice[number];

/** Steps of the words in the device's list. */
const SEQUENCE: Record<Word, (context: PlanContext) => StepSpec> = {
  boot: bootFastboot,
  reboot: () => fastbootReboot('fastboot-reboot'),
  'no-flash-boot': bootFastboot,
  'auto-login': autoLogin,
  'overlay-unpack': overlayUnpack,
  'shell-session': expectShell,
  'export-env': exportDeviceEnv,
};

export const fastboot = method(fastbootSchema, (context) => {
  const before = unwritten('fastboot-boot-commands', { timeoutCode: 'step-timeout' });
  return retry(
    'fastboot-boot',
    [
      ...('commands' in context.block ? [before] : []),
      ...fastbootEntry(context, { beforeCommand: [waitFor('device-boardid')] }),
      ...(context.settings ?? []).flatMap((word) => [waitFor('device-boardid'), SEQUENCE[word](context)]),
      ...tail(context),
    ],
    { timeoutCode: 'step-timeout' },
  );
});

/** A board with power control has a console to log in at; others are reached by adb. */
function tail(context: PlanContext<FastbootBlock>): StepSpec[] {
  if (hasHardReset(context.board)) return [preOsCommand(), ...shellTail(context)];
  if (context.block.docker) return [];
  return [opensConsole(context, 'connect-adb'), unwritten('adb-overlay-unpack')];
}

function bootFastboot(): StepSpec {
  return unwritten('boot-fastboot', { timeoutCode: 'step-timeout' });
}
