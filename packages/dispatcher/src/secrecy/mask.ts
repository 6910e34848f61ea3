// SPDX-License-Identifier: Apache-2.0
import { asBytes } from './fact-patterns.ts';
import { literalStart, replaceInPiece } from './literal-start.ts';
import type { PieceMask } from './stream-mask.ts';

/** What a log shows instead of a secret. */
const MASKED = '[MASKED]';

/** Shorter values are words that occur anyway; masking them would garble the log and tell the secret by its gaps. */
const SHORTEST = 4;

/** Hides secret values in texts. */
export class Mask implements PieceMask {
  readonly #texts: readonly string[];
  readonly #literals: readonly string[];
  readonly #pattern: RegExp | undefined;
  readonly reach: number;

  /** @param secrets values of any type; longer ones win where they overlap */
  constructor(secrets: readonly unknown[]) {
    const texts = secrets
      .map(String)
      .flatMap((text) => text.split('\n'))
      .filter((text) => text.length >= SHORTEST)
      .sort((a, b) => b.length - a.length);
    this.#texts = texts;
    this.#literals = texts.map((text) => text.toLowerCase());
    this.reach = texts[0]?.length ?? 0;
    if (texts.length > 0) this.#pattern = new RegExp(texts.map((text) => RegExp.escape(text)).join('|'), 'g');
  }

  apply(text: string): string {
    return this.#pattern ? text.replace(this.#pattern, MASKED) : text;
  }

  /** The same secrets, for streams that are read with a character for each byte. */
  forBytes(): Mask {
    return new Mask(this.#texts.map(asBytes));
  }

  applyToPiece(before: string, piece: string): string {
    if (!this.#pattern) return piece;
    const { text, end } = replaceInPiece(this.#pattern, before, piece, () => MASKED);
    return text + (before + piece).slice(end);
  }

  beginning(text: string): number {
    return literalStart(text, 0, this.#literals);
  }

  /** The value with every text in it masked, keys left as they are. */
  applyDeep<T>(value: T): T {
    if (!this.#pattern) return value;
    return this.#deep(value) as T;
  }

  #deep(value: unknown): unknown {
    if (typeof value === 'string') return this.apply(value);
    if (Array.isArray(value)) return value.map((item) => this.#deep(item));
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.#deep(item)]));
  }
}
