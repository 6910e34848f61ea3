// SPDX-License-Identifier: Apache-2.0

/** Jobs that have ended and whose last records are awaited; one at which nothing moves is dropped after a while. */
export class LateRecords {
  readonly #patience: number;
  /** The number of the next record, and since when it is the same. */
  readonly #awaited = new Map<number, { next: number; since: number }>();

  /** @param patience milliseconds without a record */
  constructor(patience: number) {
    this.#patience = patience;
  }

  /**
   * @param ended all of the worker's jobs that have ended and are not finished
   * @returns those of them that are dropped
   */
  look(ended: readonly { id: number; next_seq: number }[]): Set<number> {
    const now = performance.now();
    const ids = new Set(ended.map(({ id }) => id));
    for (const job of this.#awaited.keys()) if (!ids.has(job)) this.#awaited.delete(job);
    for (const { id, next_seq: next } of ended) {
      if (this.#awaited.get(id)?.next !== next) this.#awaited.set(id, { next, since: now });
    }
    const late = [...this.#awaited].filter(([, { since }]) => now - since > this.#patience);
    return new Set(late.map(([job]) => job));
  }
}
