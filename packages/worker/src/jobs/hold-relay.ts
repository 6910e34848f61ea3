// SPDX-License-Identifier: Apache-2.0
import { machineSeconds } from '@lava/kit/machine-clock.ts';
import type { FailureHold, Holding, Wish } from '@lava/protocol/wire/hold-wish.ts';
import type { JobDir } from './job-dir.ts';

/**
 * Carries that a job holds its board to the server, and what is wanted of the board to the job. Both are in the job's directory,
 * so a daemon that takes over knows them.
 */
export class HoldRelay {
  readonly #dir: JobDir;
  readonly #send: (holding: Holding) => void;
  #said = false;

  constructor(dir: JobDir, send: (holding: Holding) => void) {
    this.#dir = dir;
    this.#send = send;
  }

  /** The hold may have begun. */
  look(): void {
    if (!this.#said) this.repeat();
  }

  repeat(): void {
    const hold = this.#dir.readHold();
    if (!hold || this.#dir.readWish()) return;
    this.#said = true;
    const since = Math.max(0, machineSeconds() - hold.began);
    this.#send({ type: 'holding', job: this.#dir.job, since, asked: hold.asked, failed: hold.failed });
  }

  /** What is older than what is known, or the same, changes nothing: the time that is left was counted from then on. */
  wished({ wish: { seconds, ...wish } }: Wish): void {
    const known = this.#dir.readWish();
    if (known && known.number >= wish.number) return;
    this.#dir.writeWish({ ...wish, until: machineSeconds() + seconds });
  }

  /** Whether it is to be held if it fails. False when something newer is known. */
  asked({ hold }: FailureHold): boolean {
    const known = this.#dir.readFailureHold();
    if (known && known.number > hold.number) return false;
    if (known?.number !== hold.number) this.#dir.writeFailureHold(hold);
    return true;
  }
}
