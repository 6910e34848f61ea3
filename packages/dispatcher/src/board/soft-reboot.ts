// SPDX-License-Identifier: Apache-2.0
import type { Block } from '@lava/protocol/job/job.ts';
import type { Connection } from '../console/connection.ts';
import { pattern } from '../console/pattern.ts';
import type { Slot } from '../engine/slot.ts';
import type { Run } from '../engine/step.ts';
import { waitTime } from '../engine/waits.ts';
import type { Board } from '../job/board.ts';
import { listOf } from '../job/read.ts';

/** Typed one after the other: some system takes one of them (LAVA's list). */
const COMMANDS = ['reboot', 'reboot -n', 'reboot -nf'];

const SHUTDOWN = 'The system is going down for reboot NOW';

/** Reboots the system that runs, by commands at its shell, and waits until it says that it goes down. */
export async function softReboot(
  run: Run,
  board: Board,
  block: Block,
  console: Slot<Connection>,
): Promise<void> {
  const connection = console.get();
  const given = block as { soft_reboot?: string | string[]; parameters?: Record<string, unknown> };
  const own = listOf(given.soft_reboot).map(String);
  const lines = own.length > 0 ? own : (board.commands.soft_reboot ?? COMMANDS);
  const message = String(
    given.parameters?.['shutdown-message'] ?? board.constants['shutdown-message'] ?? SHUTDOWN,
  );
  for (const line of lines) await connection.sendLine(run.progress, line);
  if (message === '') return;
  run.log.debug(`Wait for the shutdown: ${message}`);
  using limit = waitTime(run);
  await connection.expect(limit, [pattern(message)]);
  run.result({ status: 'success' });
}
