// SPDX-License-Identifier: Apache-2.0

/** An emulated UART writes byte by byte: pieces in quick succession are gathered for so long, ms, or until so many bytes. */
const GATHER_TIME = 5;
const ENOUGH = 16 * 1024;

/**
 * Gathers what a console says into larger pieces: one of a byte or two costs as much to look through as one of a thousand.
 * While it gathers, the source is paused, so that its next reads bring everything that came meanwhile.
 */
export class Gather {
  readonly #source: { pause(): void; resume(): void };
  readonly #take: (bytes: Buffer) => Promise<void> | undefined;
  /** When the last piece came. */
  #received = 0;
  #pieces: Buffer[] = [];
  #bytes = 0;
  #timer: NodeJS.Timeout | undefined;

  /** @param take gets what was gathered, and says what to wait for before the source continues */
  constructor(source: { pause(): void; resume(): void }, take: (bytes: Buffer) => Promise<void> | undefined) {
    this.#source = source;
    this.#take = take;
  }

  receive(chunk: Buffer): void {
    const now = performance.now();
    const quick = now - this.#received < GATHER_TIME;
    this.#received = now;
    this.#pieces.push(chunk);
    this.#bytes += chunk.length;
    if (!quick || this.#bytes >= ENOUGH) {
      this.flush();
    } else if (!this.#timer) {
      this.#source.pause();
      this.#timer = setTimeout(() => this.flush(), GATHER_TIME);
    }
  }

  /** Hands on what is there. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const [first, ...more] = this.#pieces;
    this.#pieces = [];
    this.#bytes = 0;
    const bytes = first && more.length > 0 ? Buffer.concat([first, ...more]) : (first ?? Buffer.alloc(0));
    const wait = this.#take(bytes);
    if (!wait) {
      this.#source.resume();
      return;
    }
    this.#source.pause();
    void wait.then(() => this.flush());
  }
}
