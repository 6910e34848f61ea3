// SPDX-License-Identifier: Apache-2.0

/** What an entry takes besides its value. */
const ENTRY = 200;

/** Values that were used lately; the least recently used one goes first. Bounded by what they take, whatever their number. */
export class Recent<V> {
  readonly #limit: number;
  readonly #entries = new Map<string, { value: V; size: number }>();
  #size = 0;

  /** @param limit sizes of all values together; each entry takes 200 besides */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get(key: string): V | undefined {
    const known = this.#entries.get(key);
    if (!known) return undefined;
    this.#entries.delete(key); // to the end: the first is the one not used for longest
    this.#entries.set(key, known);
    return known.value;
  }

  set(key: string, value: V, size: number): void {
    const old = this.#entries.get(key);
    if (old) this.#size -= old.size;
    this.#entries.delete(key);
    this.#entries.set(key, { value, size: size + ENTRY });
    this.#size += size + ENTRY;
    for (const [oldest, entry] of this.#entries) {
      if (this.#size <= this.#limit) return;
      this.#entries.delete(oldest);
      this.#size -= entry.size;
    }
  }
}
