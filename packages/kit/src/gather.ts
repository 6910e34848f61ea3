// SPDX-License-Identifier: Apache-2.0

export interface GatherOptions<I> {
  /** Items that are dealt with together at most. */
  most: number;
  /** What an item counts for, and how much of that may be together; one that is more than that is dealt with by itself. */
  weight?: { of: (item: I) => number; most: number };
}

interface Waiting<I, O> {
  item: I;
  resolve(result: O): void;
  reject(error: unknown): void;
}

/**
 * Deals with items together that come while others are being dealt with: the first immediately, those that come meanwhile as
 * soon as that is done. So a single item does not wait, and many cost little more than one. Whatever the work reads, it reads
 * after the item was added.
 */
export class Gather<I, O> {
  readonly #work: (items: I[]) => Promise<(O | Error)[]>;
  readonly #options: GatherOptions<I>;
  #waiting: Waiting<I, O>[] = [];
  #busy = false;

  /** @param work results in the order of the items; an Error is only for its item, one that is thrown for all */
  constructor(work: (items: I[]) => Promise<(O | Error)[]>, options: GatherOptions<I>) {
    this.#work = work;
    this.#options = options;
  }

  /** @throws what the work throws, or gives for this item */
  add(item: I): Promise<O> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      if (!this.#busy) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#busy = true;
    // Also what comes in the same turn of the loop.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batch = this.#next();
      try {
        const results = await this.#work(batch.map(({ item }) => item));
        for (const [n, { resolve, reject }] of batch.entries()) {
          const result = results[n];
          if (result instanceof Error) reject(result);
          else resolve(result as O);
        }
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.#busy = false;
  }

  #next(): Waiting<I, O>[] {
    const { most, weight } = this.#options;
    let count = 0;
    let sum = 0;
    for (const { item } of this.#waiting) {
      sum += weight?.of(item) ?? 0;
      if (count === most || (count > 0 && weight && sum > weight.most)) break;
      count++;
    }
    const batch = this.#waiting.slice(0, count);
    this.#waiting = this.#waiting.slice(count);
    return batch;
  }
}
