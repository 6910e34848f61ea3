// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';

/** What an entry takes besides its text, in characters. */
const ENTRY = 200;

/**
 * Texts that were made lately, by all their sources; the least recently used one goes first. Bounded by
 * the memory that they take, whatever their number.
 */
export class RecentTexts {
  readonly #limit: number;
  readonly #texts = new Map<string, string>();

  #size = 0;

  /** @param limit characters of all texts together */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** What `make` throws is not kept. */
  get(ingredients: string, make: () => string): string {
    const key = createHash('sha256').update(ingredients).digest('base64');
    const known = this.#texts.get(key);
    const text = known ?? make();
    this.#texts.delete(key);
    this.#texts.set(key, text);
    if (known === undefined) this.#size += text.length + ENTRY;
    for (const [oldest, old] of this.#texts) {
      if (this.#size <= this.#limit) break;
      this.#texts.delete(oldest);
      this.#size -= old.length + ENTRY;
    }
    return text;
  }
}
