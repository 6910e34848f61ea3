// SPDX-License-Identifier: Apache-2.0

/** How often a piece is sent where there is a pace, milliseconds. */
const TICK = 20;

/** Size of a message to the server, bytes. */
const MESSAGE = 32 * 1024;

/** Sends what is typed no faster than a device takes it. */
export class ConsolePace {
  readonly #send: (bytes: Uint8Array<ArrayBuffer>) => void;
  #waiting: Uint8Array = new Uint8Array();
  #timer: ReturnType<typeof setInterval> | undefined;
  /** Bytes a second; as they come when undefined. */
  rate: number | undefined;

  constructor(send: (bytes: Uint8Array<ArrayBuffer>) => void) {
    this.#send = send;
  }

  /** Bytes that wait. */
  get waiting(): number {
    return this.#waiting.length;
  }

  add(bytes: Uint8Array): void {
    const all = new Uint8Array(this.#waiting.length + bytes.length);
    all.set(this.#waiting);
    all.set(bytes, this.#waiting.length);
    this.#waiting = all;
    if (this.rate === undefined) this.#flush(all.length);
    else this.#timer ??= setInterval(() => this.#tick(), TICK);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#waiting = new Uint8Array();
  }

  #tick(): void {
    this.#flush(this.rate === undefined ? this.#waiting.length : Math.max(1, (this.rate * TICK) / 1_000));
    if (this.#waiting.length > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #flush(most: number): void {
    const piece = this.#waiting.slice(0, Math.round(most));
    this.#waiting = this.#waiting.slice(piece.length);
    for (let at = 0; at < piece.length; at += MESSAGE) this.#send(piece.slice(at, at + MESSAGE));
  }
}
