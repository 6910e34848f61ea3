// SPDX-License-Identifier: Apache-2.0
import { mountsBelow } from '../fs/mounts.ts';
import { removeTree } from '../fs/remove-tree.ts';
import { endGroup } from '../process/group.ts';
import { isAlive } from '../process/identity.ts';
import { runBounded } from '../process/run-bounded.ts';
import type { LeaseJournal } from './journal.ts';
import type { Replayed, Undo } from './lease.ts';

/** Attempts at each action, and the pause between them, milliseconds. */
const ATTEMPTS = 3;
const PAUSE = 1_000;
/** How long a process has to end, milliseconds. */
const GRACE = 3_000;

/**
 * Gives back what a process that is gone has left, the last thing first. Each lease has its share of the time, so one that
 * hangs takes nothing from the others. What worked is noted in the journal, so this may be done again.
 *
 * @param time for all, milliseconds
 */
export async function replayLeases(journal: LeaseJournal, time: number): Promise<Replayed> {
  const result: Replayed = { done: [], failed: [] };
  const end = performance.now() + time;
  const held = journal.held();
  for (const [i, { id, lease }] of held.entries()) {
    const share = Math.max(PAUSE, (end - performance.now()) / (held.length - i));
    const why = await giveBack(lease.undo, share);
    if (why === undefined) {
      result.done.push(lease.what);
      try {
        journal.released(id);
      } catch {
        // The disk may be full; doing it again does no harm.
      }
    } else {
      result.failed.push({ what: lease.what, why });
    }
  }
  return result;
}

/** Undefined when all of it worked; otherwise the first trouble. Each action is tried, whatever became of the others. */
async function giveBack(actions: readonly Undo[], time: number): Promise<string | undefined> {
  let trouble: string | undefined;
  for (const action of actions) {
    const why = await tryOften(action, time / actions.length);
    trouble ??= why;
  }
  return trouble;
}

async function tryOften(action: Undo, time: number): Promise<string | undefined> {
  const end = performance.now() + time;
  for (let attempt = 1; ; attempt++) {
    const left = Math.max(PAUSE, end - performance.now());
    const why = await perform(action, left).catch((error: Error) => error.message);
    if (why === undefined || attempt === ATTEMPTS || performance.now() + PAUSE > end) return why;
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}

/** @returns what went wrong */
async function perform(action: Undo, time: number): Promise<string | undefined> {
  if ('run' in action) {
    const { status, said } = await runBounded(action.run, time, action.env);
    return status === 0 ? undefined : `status ${status ?? 'none'}${said ? `: ${said}` : ''}`;
  }
  if ('end' in action) {
    if (!isAlive(action.end)) return undefined;
    return (await endGroup(action.end.pid, GRACE)) ? undefined : 'the process stays';
  }
  if ('unmount' in action) return unmount(action.unmount, time);
  await removeTree(action.remove);
  return undefined;
}

async function unmount(point: string, time: number): Promise<string | undefined> {
  if (!mountsBelow(point).includes(point)) return undefined;
  const { said } = await runBounded(['umount', '--', point], time);
  return mountsBelow(point).includes(point) ? said : undefined;
}
