// SPDX-License-Identifier: Apache-2.0
import { setImmediate as nextTurn } from 'node:timers/promises';

/** How long one piece of work may hold the loop before everything else has its turn, milliseconds. */
const SLICE = 5;

/**
 * For work of many small steps on the loop, each of which is short:
 *
 *     if (slice.isOver) await slice.rest();
 */
export class Slice {
  #since = performance.now();

  get isOver(): boolean {
    return performance.now() - this.#since > SLICE;
  }

  /** Timers, sockets and files have their turn. */
  async rest(): Promise<void> {
    await nextTurn();
    this.#since = performance.now();
  }
}
