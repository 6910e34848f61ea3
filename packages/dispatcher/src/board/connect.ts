// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Connection } from '../console/connection.ts';
import type { Slot } from '../engine/slot.ts';
import type { Run } from '../engine/step.ts';
import { requireTool } from '../host/tool.ts';
import { type Board, type BoardConsole, primaryConsole } from '../job/board.ts';
import { splitShellWords } from '../job/shell-words.ts';
import { consolesOf } from './consoles.ts';

/** @throws LavaError `device-invalid` without one primary console, `host-tool-missing` */
export function checkConsole(board: Board): void {
  const [program = ''] = splitShellWords(primaryConsole(board).command);
  requireTool(program);
}

/** Opens the primary console, unless it is open. */
export async function connect(run: Run, board: Board, slot: Slot<Connection>): Promise<void> {
  await open(run, board, primaryConsole(board), slot);
}

/** Opens another console, and asks for a prompt there. */
export async function connectSecond(
  run: Run,
  board: Board,
  hardware: string,
  slot: Slot<Connection>,
): Promise<void> {
  await open(run, board, secondConsole(board, hardware), slot);
  await slot.get().sendLine(run.progress, '');
}

/** @throws LavaError `job-invalid` when the device has no such console, `host-tool-missing` */
export function checkSecond(board: Board, hardware: string): void {
  const [program = ''] = splitShellWords(secondConsole(board, hardware).command);
  requireTool(program);
}

async function open(
  run: Run,
  board: Board,
  { name, command, tags }: BoardConsole,
  slot: Slot<Connection>,
): Promise<void> {
  const there = slot.peek();
  if (there && !there.closed) {
    run.log.debug('Already connected');
    return;
  }
  await there?.close();
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

function secondConsole({ consoles }: Board, hardware: string): BoardConsole {
  const found = consoles.find(({ name }) => name === hardware);
  if (found && !found.tags.includes('primary')) return found;
  const others = consoles.filter(({ tags }) => !tags.includes('primary')).map(({ name }) => name);
  throw new LavaError(
    'job-invalid',
    found
      ? `connection ${hardware} is the console of the device itself`
      : `the device has no connection ${hardware}`,
    { hint: others.length > 0 ? `others: ${others.join(', ')}` : 'the device has no other connections' },
  );
}

/** Closes the console, if one is open. */
export async function disconnect(run: Run, slot: Slot<Connection>): Promise<void> {
  const open = slot.peek();
  if (!open) return;
  await run.progress.race(open.close());
  slot.clear();
}
