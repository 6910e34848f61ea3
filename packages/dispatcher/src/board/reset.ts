// SPDX-License-Identifier: Apache-2.0
import type { PlanContext } from '../engine/method.ts';
import { group, type StepSpec, step } from '../engine/step.ts';
import type { Board } from '../job/board.ts';
import { openedConsole } from './connection-key.ts';

/** Can the lab cut the device's power? */
export function hasHardReset({ commands }: Board): boolean {
  return commands.hard_reset !== undefined;
}

/** Power cycle, or reboot commands at the console where the lab cannot do that. */
export function resetDevice(context: PlanContext): StepSpec {
  return group('reset-device', [hasHardReset(context.board) ? pduReboot() : sendRebootCommands(context)]);
}

/** Reboots the running system by commands at its shell. */
function sendRebootCommands(context: PlanContext): StepSpec {
  const { board, block } = context;
  const console = openedConsole(context);
  return step(
    'send-reboot-commands',
    async (run) => (await import('./soft-reboot.ts')).softReboot(run, board, block, console),
    { timeoutCode: 'job-timeout' },
  );
}

/** Runs the device's `hard_reset` commands. */
export function pduReboot(): StepSpec {
  return step(
    'pdu-reboot',
    async (run) => {
      run.job.timing.poweredAt ??= run.log.now();
      await (await import('./commands.ts')).runDeviceCommand(run, 'hard_reset');
      run.result({ status: 'success' });
    },
    { timeoutCode: 'step-timeout' },
  );
}
