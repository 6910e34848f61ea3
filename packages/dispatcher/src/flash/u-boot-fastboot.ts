// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Connection } from '../console/connection.ts';
import { pattern } from '../console/pattern.ts';
import type { PlanContext } from '../engine/method.ts';
import type { Run } from '../engine/step.ts';
import { waitTime } from '../engine/waits.ts';
import { uBootFastboot } from '../job/fastboot-device.ts';

/**
 * What brings U-Boot into fastboot, and its prompt.
 * @throws LavaError `device-invalid`
 */
export function uBootCommands({ device, board }: Pick<PlanContext, 'device' | 'board'>): {
  prompt: string;
  commands: readonly string[];
} {
  const { prompt = board.bootloaders['u-boot']?.prompt ?? '=>', commands } = uBootFastboot(device);
  if (commands.length > 0) return { prompt, commands };
  throw new LavaError(
    'device-invalid',
    'deploy method u-boot of the device has no `parameters.fastboot.commands`, which bring U-Boot into fastboot',
  );
}

/** Types them at its prompt. After the last one U-Boot listens to fastboot, and its prompt does not come again. */
export async function enterFromUBoot(run: Run, context: PlanContext, console: Connection): Promise<void> {
  const { prompt, commands } = uBootCommands(context);
  for (const command of commands) {
    using limit = waitTime(run);
    await console.expect(limit, [pattern(prompt)]);
    await console.sendLine(run.progress, command);
  }
}
