// SPDX-License-Identifier: Apache-2.0
import { setTimeout as sleep } from 'node:timers/promises';

/** Typed text that waits for the terminal, bytes: a paste that a slow console takes at its own pace. */
const MOST_WAITING = 256 * 1024;

/** How often a full terminal is tried again, milliseconds. */
const FULL = 5;

export interface KeyboardOptions {
  /** Never waits. @returns how many bytes were taken */
  write(bytes: Buffer): number;
  ended(): boolean;
  /** After each character, milliseconds. */
  delay(): number;
  /** What makes the program on the terminal send a break; undefined where it cannot. */
  breakKeys: string | undefined;
}

/** Where people type, at a console that is open. */
export class Keyboard {
  readonly #options: KeyboardOptions;
  #waiting: Buffer = Buffer.alloc(0);
  #busy = false;

  constructor(options: KeyboardOptions) {
    this.#options = options;
  }

  /** @returns why it cannot be typed */
  type(bytes: Buffer): string | undefined {
    if (this.#waiting.length + bytes.length > MOST_WAITING)
      return 'the console does not take what was typed before';
    this.#waiting = Buffer.concat([this.#waiting, bytes]);
    if (!this.#busy) void this.#type();
    return undefined;
  }

  /** @returns why there is none */
  sendBreak(): string | undefined {
    const { breakKeys } = this.#options;
    return breakKeys === undefined
      ? 'the connection of this console cannot send a break'
      : this.type(Buffer.from(breakKeys));
  }

  async #type(): Promise<void> {
    const { write, ended, delay } = this.#options;
    this.#busy = true;
    while (this.#waiting.length > 0 && !ended()) {
      const slowly = delay();
      const taken = write(slowly > 0 ? this.#waiting.subarray(0, 1) : this.#waiting);
      this.#waiting = this.#waiting.subarray(taken);
      if (this.#waiting.length > 0) await sleep(taken === 0 ? FULL : slowly);
    }
    this.#busy = false;
  }
}
