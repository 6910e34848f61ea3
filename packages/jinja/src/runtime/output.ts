// SPDX-License-Identifier: Apache-2.0
import type { Meter } from './meter.ts';

/** Collects the text of a template, or of a block of it whose text becomes a value. */
export class Output {
  text = '';
  readonly #meter: Meter;
  readonly #limit: number;

  constructor(meter: Meter) {
    this.#meter = meter;
    this.#limit = meter.outputLimit;
  }

  write(text: string): void {
    this.text += text;
    if (this.text.length > this.#limit) this.#meter.checkOutput(this.text.length);
  }

  /** Ends a line that is not empty. */
  endLine(): void {
    if (this.text !== '' && !this.text.endsWith('\n')) this.write('\n');
  }

  /** The whole text, to become a value of the template. */
  take(): string {
    this.#meter.spend(this.text.length);
    return this.text;
  }
}
