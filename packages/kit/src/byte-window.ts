// SPDX-License-Identifier: Apache-2.0

/** The last bytes of a stream, by their place in it. */
export class ByteWindow {
  readonly #most: number;
  #pieces: Buffer[] = [];
  #length = 0;
  #end = 0;

  /** @param most bytes that are kept, about */
  constructor(most: number) {
    this.#most = most;
  }

  /** Place of the first byte that is kept, and of the next one that comes. */
  get start(): number {
    return this.#end - this.#length;
  }

  get end(): number {
    return this.#end;
  }

  /** Keeps the buffer itself, which must not change any more. */
  push(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.#pieces.push(bytes);
    this.#length += bytes.length;
    this.#end += bytes.length;
    while (this.#length - (this.#pieces[0]?.length ?? 0) >= this.#most) {
      this.#length -= this.#pieces.shift()?.length ?? 0;
    }
  }

  /** What is kept from a place on, at most so many bytes. @param from not before `start` */
  read(from: number, most = Number.POSITIVE_INFINITY): Buffer {
    const found: Buffer[] = [];
    let at = this.start;
    let left = most;
    for (const piece of this.#pieces) {
      const part = piece.subarray(Math.max(0, from - at)).subarray(0, left);
      if (part.length > 0) found.push(part);
      left -= part.length;
      at += piece.length;
      if (left <= 0) break;
    }
    return found.length === 1 ? (found[0] as Buffer) : Buffer.concat(found);
  }
}
