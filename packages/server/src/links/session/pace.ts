// SPDX-License-Identifier: Apache-2.0
import { setTimeout as sleep } from 'node:timers/promises';

/** So many in a row, and one more each so many milliseconds. */
const BURST = 20;
const EVERY = 200;

/** Holds back what somebody does again and again; what happens now and then is never held back. */
export class Pace {
  #left = BURST;
  #counted = performance.now();

  async wait(): Promise<void> {
    this.#count();
    if (this.#left < 1) await sleep((1 - this.#left) * EVERY);
    this.#count();
    this.#left -= 1;
  }

  #count(): void {
    const now = performance.now();
    this.#left = Math.min(BURST, this.#left + (now - this.#counted) / EVERY);
    this.#counted = now;
  }
}
