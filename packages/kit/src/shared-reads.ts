// SPDX-License-Identifier: Apache-2.0

/**
 * Reads that many ask for at the same time: who asks for the same while it is read shares the next read with all others who
 * do, so nobody gets what is older than the question.
 */
export class SharedReads<T> {
  readonly #reads = new Map<string, { over: Promise<void>; next?: Promise<T> }>();

  /** @param key says who asks, and for what exactly */
  get(key: string, read: () => Promise<T>): Promise<T> {
    const running = this.#reads.get(key);
    if (!running) return this.#start(key, read);
    running.next ??= running.over.then(() => this.#start(key, read));
    return running.next;
  }

  #start(key: string, read: () => Promise<T>): Promise<T> {
    const result = read();
    const done = () => {
      if (this.#reads.get(key)?.next === undefined) this.#reads.delete(key);
    };
    this.#reads.set(key, { over: result.then(done, done) });
    return result;
  }
}
