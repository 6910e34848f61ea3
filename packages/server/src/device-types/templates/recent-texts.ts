// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { Recent } from '@lava/kit/recent.ts';

/** Texts that were made lately, by all their sources. */
export class RecentTexts {
  readonly #texts: Recent<string>;

  /** @param limit characters of all texts together */
  constructor(limit: number) {
    this.#texts = new Recent(limit);
  }

  /** What `make` throws is not kept. */
  async get(ingredients: string, make: () => Promise<string>): Promise<string> {
    const key = createHash('sha256').update(ingredients).digest('base64');
    const known = this.#texts.get(key);
    if (known !== undefined) return known;
    const text = await make();
    this.#texts.set(key, text, text.length);
    return text;
  }
}
