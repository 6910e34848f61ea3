// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';

/** Texts that were made lately, by everything that they were made of; the least recently used one goes first. */
export class RecentTexts {
  readonly #limit: number;
  readonly #texts = new Map<string, string>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** What `make` throws is not kept. */
  get(ingredients: string, make: () => string): string {
    const key = createHash('sha256').update(ingredients).digest('base64');
    const text = this.#texts.get(key) ?? make();
    this.#texts.delete(key);
    this.#texts.set(key, text);
    if (this.#texts.size > this.#limit) this.#texts.delete(this.#texts.keys().next().value ?? '');
    return text;
  }
}
