// SPDX-License-Identifier: Apache-2.0
import { setTimeout as sleep } from 'node:timers/promises';

/** Between the starts of two transactions, milliseconds. */
const INTERVAL = 20;
/** Bytes that wait for no interval. */
const ENOUGH = 256 * 1024;

/**
 * When the next transaction may start. A console that prints all the time would otherwise cost one for every few lines; what
 * comes after a silence is stored immediately.
 */
export class Pace {
  #started = Number.NEGATIVE_INFINITY;

  /** @param bytes that wait to be stored */
  async turn(bytes: number): Promise<void> {
    const wait = this.#started + INTERVAL - performance.now();
    if (wait > 0 && bytes < ENOUGH) await sleep(wait);
    this.#started = performance.now();
  }
}
