// SPDX-License-Identifier: Apache-2.0
import type { Signal } from '../console/signal.ts';
import { hasRemains } from '../console/signal-sum.ts';

/** Signals of which every one counts. */
const COUNTED = new Set(['STARTRUN', 'ENDRUN', 'STARTTC', 'ENDTC', 'TESTCASE', 'TESTREFERENCE', 'TESTSET']);

/** Most damaged signals whose text is kept. */
const MOST_RAW = 1000;

/** Most signals that are asked for one by one; of more, all are sent again. */
const MOST_NUMBERS = 100;

/** Most signals that may be missing: a number that would say more was made up, and counts as none. */
const MOST_MISSING = 10_000;

/**
 * Which of the numbered signals of a test block have arrived. A number may come twice: with the same text it was sent again,
 * with another one the helpers have counted it twice, as two tests at the same time may do.
 */
export class SignalLedger {
  readonly #seen = new Map<number, string>();
  readonly #raw: string[] = [];
  #highest = 0;
  #countsCases = false;
  #held: Signal[] = [];

  /** False for a signal that has been here before. */
  arrived({ number, name, text }: Signal): boolean {
    if (number === undefined || number - this.#seen.size > MOST_MISSING) return true;
    this.#countsCases ||= name === 'TESTCASE';
    const known = this.#seen.get(number);
    this.#seen.set(number, `${name} ${text}`);
    this.#highest = Math.max(this.#highest, number);
    return known !== `${name} ${text}`;
  }

  /**
   * Whether a signal without a number may be what is left of one with a number: a test may print signals by itself, but where
   * its cases are counted, only the next number tells.
   */
  holds(signal: Signal): boolean {
    const { number, name, text, closed } = signal;
    if (number !== undefined || !this.counts || !COUNTED.has(name)) return false;
    if (!closed || hasRemains(text)) this.damaged(signal);
    else if (this.#countsCases) this.#held.push(signal);
    else return false;
    return true;
  }

  /**
   * What was held and is believed, now that nothing is missing before the signal of this number.
   * @param number absent when no more signals will come
   */
  release(number = this.#highest + 1): Signal[] {
    const held = this.#held;
    this.#held = [];
    if (number === this.#highest + 1 && !this.hasGaps) return held;
    for (const signal of held) this.damaged(signal);
    return [];
  }

  damaged({ raw }: Signal): void {
    if (this.#raw.length < MOST_RAW) this.#raw.push(raw);
  }

  /** Do the helpers count? Then what is missing is known, whatever is left of it. */
  get counts(): boolean {
    return this.#highest > 0;
  }

  get hasGaps(): boolean {
    return this.#seen.size < this.#highest;
  }

  missing(): number[] {
    const all: number[] = [];
    for (let number = 1; number < this.#highest; number++) if (!this.#seen.has(number)) all.push(number);
    return all;
  }

  /** What arrived of signals that could not be read, in order. */
  get raw(): readonly string[] {
    return this.#raw;
  }

  /** Words of `lava-signals-again`. */
  get request(): string {
    const missing = this.missing();
    return missing.length > MOST_NUMBERS ? 'all' : missing.join(' ');
  }
}
