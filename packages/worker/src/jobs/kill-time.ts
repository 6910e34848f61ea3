// SPDX-License-Identifier: Apache-2.0
import { machineSeconds } from '@lava/kit/machine-clock.ts';
import { currentBoot } from '@lava/kit/process/identity.ts';
import type { JobDir } from './job-dir.ts';

/** What a dispatcher gets above the time for its clean-up, before it counts as hung: part of it, and seconds. */
const PART = 0.1;
const MARGIN = 2;
/** The same above the job's own limit, where it also has to be started and to look at its input, seconds. */
const START = 60;

/** Why one is killed whose time is over. */
export const LATE = 'it did not end by itself after its time limit, and was killed';

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
  readonly #write: (held: number) => void;
  /** For so many seconds its board is held after a failure, as was asked while it ran. */
  #held: number;

  private constructor(at: number, held: number, write: (held: number) => void) {
    this.#at = at;
    this.#held = held;
    this.#write = write;
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
    const boot = currentBoot();
    const note = (at: number) => (held: number) => write(() => dir.writeKillTime({ at, boot, held }));
    if (known?.boot === boot) return new KillTime(known.at, known.held ?? 0, note(known.at));
    if (limit === undefined) return new KillTime(Number.POSITIVE_INFINITY, 0, () => undefined);
    const at = machineSeconds() + limit + START + killAfter(cleanupTime);
    note(at)(0);
    return new KillTime(at, 0, note(at));
  }

  /** It is as much later; what was said before does not count any more. */
  hold(seconds: number): void {
    if (seconds === this.#held) return;
    this.#held = seconds;
    this.#write(seconds);
  }

  isOver(): boolean {
    return machineSeconds() > this.#at + this.#held;
  }
}
