// SPDX-License-Identifier: Apache-2.0
import type { Logger } from '@lava/kit/log/logger.ts';

/** The clocks may differ by so much without a word, milliseconds. */
const TOLERANCE = 60_000;

/** How far a worker's clock is from ours; said once each time that it goes wrong. */
export class WorkerClock {
  readonly #log: Logger;
  #ahead = 0;
  #wrong = false;

  constructor(log: Logger) {
    this.#log = log;
  }

  /** Milliseconds that it is ahead. */
  get ahead(): number {
    return this.#ahead;
  }

  /** @param time what it showed a moment ago, ISO */
  compare(time: string): void {
    const off = Date.parse(time) - Date.now();
    this.#ahead = Number.isFinite(off) ? off : 0;
    const wrong = Math.abs(off) > TOLERANCE;
    if (wrong && !this.#wrong)
      this.#log.warn({ seconds: Math.round(off / 1000) }, "the worker's clock differs from the server's");
    this.#wrong = wrong;
  }
}
