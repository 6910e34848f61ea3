// SPDX-License-Identifier: Apache-2.0
import { MAX_MESSAGE_LENGTH } from '@lava/protocol/record/record.ts';

/**
 * Takes a line for the log, or a piece of one.
 * @param open more of the line may follow
 * @param continued something of it was given before
 */
export type WriteLine = (line: string, open: boolean, continued: boolean) => void;

/**
 * Turns a console's text into lines for the log. A line ends with `\n`; carriage returns before it belong to the line
 * end. A line that never ends is written in one piece of bounded length; what follows is only counted.
 */
export class LineLog {
  readonly #write: WriteLine;
  /** Text that has no line end yet, or whose lines were not asked for yet. */
  #pending = '';
  /** Characters of the current line that were dropped. */
  #dropped = 0;
  /** The current line's beginning is written already. */
  #begun = false;

  constructor(write: WriteLine) {
    this.#write = write;
  }

  feed(text: string): void {
    this.#pending = this.#pending === '' ? text : this.#pending + text;
  }

  /** Writes the next `count` lines; the rest waits. */
  lines(count: number): void {
    let at = 0;
    for (let left = count; left > 0; left--) {
      const end = this.#pending.indexOf('\n', at);
      if (end < 0) break;
      this.#line(at, end);
      at = end + 1;
    }
    if (at > 0) this.#pending = this.#pending.slice(at);
  }

  /** Writes every whole line. */
  wholeLines(): void {
    this.lines(Number.POSITIVE_INFINITY);
    if (this.#pending.length <= MAX_MESSAGE_LENGTH) return;
    if (this.#dropped === 0) {
      this.#write(this.#pending.slice(0, MAX_MESSAGE_LENGTH), true, this.#begun);
      this.#dropped = this.#pending.length - MAX_MESSAGE_LENGTH;
    } else {
      this.#dropped += this.#pending.length;
    }
    this.#pending = '';
  }

  /** Writes the unfinished line too: a prompt, a signal whose line end is still on its way, or the last words. */
  all(): void {
    this.wholeLines();
    if (this.#pending === '' && this.#dropped === 0) return;
    this.#line(0, this.#pending.length, true);
    this.#pending = '';
    this.#begun = true;
  }

  #line(from: number, to: number, open = false): void {
    let end = to;
    while (end > from && this.#pending.charCodeAt(end - 1) === 13) end--;
    const begun = this.#begun;
    this.#begun = false;
    if (this.#dropped > 0) {
      this.#write(
        `… [the line continues for ${this.#dropped + end - from} more characters, cut here]`,
        false,
        true,
      );
      this.#dropped = 0;
    } else if (!begun || end > from) {
      this.#write(this.#pending.slice(from, end), open, begun);
    }
  }
}
