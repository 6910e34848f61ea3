// SPDX-License-Identifier: Apache-2.0
import { toLavaError } from '@lava/protocol/error/error.ts';
import type { WishFile } from '@lava/protocol/wire/hold-wish.ts';
import { runDeviceCommand } from '../board/commands.ts';
import type { Run } from '../engine/step.ts';

type Power = NonNullable<WishFile['power']>['to'];

/** Commands for each switch of the power, best first: the first whose commands the board has is taken. */
const WAYS: Record<Power, readonly (readonly string[])[]> = {
  on: [['power_on'], ['hard_reset']],
  off: [['power_off']],
  reset: [['hard_reset'], ['power_off', 'power_on']],
};

/** Switches the power of a board that is held. A person tries again, so what does not work is in the log and harms nothing. */
export async function switchPower(run: Run, to: Power): Promise<void> {
  const { commands } = run.job.board;
  const way = WAYS[to].find((names) => names.every((name) => commands[name]));
  if (!way) {
    run.log.warning(`power ${to}: the device has no command for it`);
    return;
  }
  run.log.info(`Power ${to}`);
  try {
    if (to !== 'off' && commands.pre_power_command) await runDeviceCommand(run, 'pre_power_command');
    if (to !== 'off') run.job.timing.poweredAt ??= run.log.now();
    for (const name of way) await runDeviceCommand(run, name);
  } catch (error) {
    run.progress.throwIfDone();
    run.log.warning(`power ${to}: ${toLavaError(error).message}`);
  }
}

/** Gives the board power, if no step before has. */
export async function switchOnFirst(run: Run): Promise<void> {
  const { commands } = run.job.board;
  const has = WAYS.on.some((names) => names.every((name) => commands[name]));
  if (has && run.job.timing.poweredAt === undefined) await switchPower(run, 'on');
}
