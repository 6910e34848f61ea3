// SPDX-License-Identifier: Apache-2.0
import { setTimeout as sleep } from 'node:timers/promises';
import { findProcesses } from './hunt.ts';

/** How often it is looked whether a group has gone, milliseconds. */
const LOOK = 10;
/** How long after SIGKILL a group is waited for, milliseconds: one that is stuck in the kernel stays longer. */
const AFTER_KILL = 1_000;

/**
 * Ends a process group: SIGTERM, and SIGKILL for what is left of it after the grace. The group's number must not have been
 * given to another one, so call this while the leader is not waited for or right after.
 *
 * @param grace milliseconds
 * @returns false when processes are left, which a signal cannot reach
 */
export async function endGroup(group: number, grace: number): Promise<boolean> {
  if (!signalGroup(group, 'SIGTERM')) return true;
  if (await isGone(group, grace)) return true;
  signalGroup(group, 'SIGKILL');
  return isGone(group, AFTER_KILL);
}

/** False when nobody is in the group, or nobody that is ours to signal. */
export function signalGroup(group: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-group, name);
  } catch {
    return false; // ESRCH or EPERM
  }
}

async function isGone(group: number, time: number): Promise<boolean> {
  const end = performance.now() + time;
  for (;;) {
    // A member that has ended and is not waited for yet can still be signalled, but is no longer there.
    if (!signalGroup(group, 0) || findProcesses({ session: group }).length === 0) return true;
    if (performance.now() > end) return false;
    await sleep(LOOK);
  }
}
