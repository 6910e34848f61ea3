// SPDX-License-Identifier: Apache-2.0
import { machineSeconds } from '@lava/kit/machine-clock.ts';
import { currentBoot } from '@lava/kit/process/identity.ts';
import type { JobDir } from './job-dir.ts';

/** What a dispatcher gets above the time for its clean-up, before it counts as hung: part of it, and seconds. */
const PART = 0.1;
const MARGIN = 2;
/** The same above the job's own limit, where it also has to be started and to look at its input, seconds. */
const START = 60;

/** Seconds after which a dispatcher that was asked to end is killed: never in the middle of its clean-up. */
export function killAfter(cleanupTime: number): number {
  return cleanupTime * (1 + PART) + MARGIN;
}

/**
 * When a dispatcher is killed, whatever it says: its job's own limit and the time for the clean-up are over, so it hangs.
 * Kept in the job's directory on the monotonic clock, so that neither a new daemon nor a changed clock grants more.
 */
export class KillTime {
  readonly #at: number;

  private constructor(at: number) {
    this.#at = at;
  }

  /**
   * @param limit of the job, seconds; undefined when an older server did not tell
   * @param write does what writes to the disk
   */
  static of(
    dir: JobDir,
    limit: number | undefined,
    cleanupTime: number,
    write: (note: () => void) => void,
  ): KillTime {
    const known = dir.readKillTime();
    if (known?.boot === currentBoot()) return new KillTime(known.at);
    if (limit === undefined) return new KillTime(Number.POSITIVE_INFINITY);
    const at = machineSeconds() + limit + START + killAfter(cleanupTime);
    write(() => dir.writeKillTime({ at, boot: currentBoot() }));
    return new KillTime(at);
  }

  isOver(): boolean {
    return machineSeconds() > this.#at;
  }
}
