// SPDX-License-Identifier: Apache-2.0
import { toLavaError } from '@lava/protocol/error/error.ts';
import { disconnect } from '../../board/connect.ts';
import type { Connection } from '../../console/connection.ts';
import type { Slot } from '../../engine/slot.ts';
import type { Run } from '../../engine/step.ts';

/** Does the bootloader that is on the board come up? The job continues when it does not. */
export async function comesUp(run: Run, console: Slot<Connection>): Promise<boolean> {
  try {
    await run.children();
    return true;
  } catch (error) {
    run.progress.throwIfDone();
    run.log.info(`the bootloader does not come up: ${toLavaError(error).message}`);
    await disconnect(run, console);
    return false;
  }
}
