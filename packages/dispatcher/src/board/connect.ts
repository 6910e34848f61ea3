// SPDX-License-Identifier: Apache-2.0
import type { Connection } from '../console/connection.ts';
import type { Slot } from '../engine/slot.ts';
import type { Run } from '../engine/step.ts';
import { requireTool } from '../host/tool.ts';
import { type Board, primaryConsole } from '../job/board.ts';
import { splitShellWords } from '../job/shell-words.ts';
import { consolesOf } from './consoles.ts';

/** @throws LavaError `device-invalid` without one primary console, `host-tool-missing` */
export function checkConsole(board: Board): void {
  const [program = ''] = splitShellWords(primaryConsole(board).command);
  requireTool(program);
}

/** Opens the primary console, unless it is open. */
export async function connect(run: Run, board: Board, slot: Slot<Connection>): Promise<void> {
  const open = slot.peek();
  if (open && !open.closed) {
    run.log.debug('Already connected');
    return;
  }
  await open?.close();
  const { name, command, tags } = primaryConsole(board);
  const { namespace } = run.step;
  const consoles = consolesOf(run.job);
  const connection = await consoles.open(run.progress, splitShellWords(command), {
    name,
    tags,
    namespace,
    env: run.job.host.env,
  });
  run.cleanup.add('close the console', () => consoles.close(namespace, name));
  connection.characterDelay = board.delays.boot;
  slot.set(connection);
}

/** Closes the console, if one is open. */
export async function disconnect(run: Run, slot: Slot<Connection>): Promise<void> {
  const open = slot.peek();
  if (!open) return;
  await run.progress.race(open.close());
  slot.clear();
}
