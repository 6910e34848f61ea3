// SPDX-License-Identifier: Apache-2.0
import type { PlanContext } from '../engine/method.ts';
import { group, type StepSpec, step, unwritten } from '../engine/step.ts';
import type { Board } from '../job/board.ts';

/** Can the lab cut the device's power? */
export function hasHardReset({ commands }: Board): boolean {
  return commands.hard_reset !== undefined;
}

/** Power cycle, or reboot commands at the console where the lab cannot do that. */
export function resetDevice({ board }: PlanContext): StepSpec {
  return group('reset-device', [hasHardReset(board) ? pduReboot() : unwritten('send-reboot-commands')]);
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
