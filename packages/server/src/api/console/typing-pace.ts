// SPDX-License-Identifier: Apache-2.0
import { MAX_TYPED } from '@lava/protocol/wire/console.ts';

/** Bytes a second, how many of them may come together, and how many may wait: a paste. */
const RATE = 20_000;
const BURST = 4_000;
const WAITING = 256 * 1024;

/** What one client types, no faster than a console could ever take. */
export class TypingPace {
  readonly #send: (bytes: Buffer) => void;
  #waiting: Buffer = Buffer.alloc(0);
  #left = BURST;
  #counted = performance.now();
  #timer: NodeJS.Timeout | undefined;

  constructor(send: (bytes: Buffer) => void) {
    this.#send = send;
  }

  /** @returns whether there was room */
  add(bytes: Buffer): boolean {
    if (this.#waiting.length + bytes.length > WAITING) return false;
    this.#waiting = this.#waiting.length === 0 ? bytes : Buffer.concat([this.#waiting, bytes]);
    this.#go();
    return true;
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#waiting = Buffer.alloc(0);
  }

  #go(): void {
    clearTimeout(this.#timer);
    const now = performance.now();
    this.#left = Math.min(BURST, this.#left + ((now - this.#counted) / 1_000) * RATE);
    this.#counted = now;
    while (this.#waiting.length > 0 && this.#left >= 1) {
      const piece = this.#waiting.subarray(0, Math.min(MAX_TYPED, Math.floor(this.#left)));
      this.#waiting = this.#waiting.subarray(piece.length);
      this.#left -= piece.length;
      this.#send(piece);
    }
    if (this.#waiting.length > 0) this.#timer = setTimeout(() => this.#go(), 20);
  }
}
