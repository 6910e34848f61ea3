// SPDX-License-Identifier: Apache-2.0
import { LRUCache } from 'lru-cache';
import { Pace } from '../session/pace.ts';
import { Refused } from './refused.ts';

/** Requests at a time of all workers; each waits for the database. */
const MOST = 500;
/** Names whose pace is remembered; who is forgotten starts afresh. */
const REMEMBERED = 10_000;

/** One request of a kind at a time for each worker and job, and not too often: whoever breaks that is told to wait. */
export class Turns {
  readonly #busy = new Set<string>();
  readonly #paces = new LRUCache<string, Pace>({ max: REMEMBERED });

  /** @throws Refused 429 */
  async take<T>(what: string, work: () => Promise<T>): Promise<T> {
    if (this.#busy.has(what) || this.#busy.size >= MOST)
      throw new Refused(429, 'a request like this one is still being dealt with');
    this.#busy.add(what);
    try {
      const pace = this.#paces.get(what) ?? new Pace();
      this.#paces.set(what, pace);
      await pace.wait();
      return await work();
    } finally {
      this.#busy.delete(what);
    }
  }
}
