// SPDX-License-Identifier: Apache-2.0

/** Chunks as they come, as a sequence of bytes. */
export class ByteReader {
  readonly #source: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);
  position = 0;

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** So many bytes; fewer at the end. */
  async take(count: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    for (let left = count; left > 0; ) {
      const part = await this.some(left);
      if (part.length === 0) break;
      parts.push(part);
      left -= part.length;
    }
    return parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts);
  }

  /** Passes by so many bytes, or all that are left. */
  async skip(count: number): Promise<void> {
    for (let left = count; left > 0; ) {
      const { length } = await this.some(left);
      if (length === 0) return;
      left -= length;
    }
  }

  /** For who stops before the end: whatever the bytes come from is closed. */
  async close(): Promise<void> {
    await this.#source.return?.();
  }

  /** What is there, at most so many bytes; none at the end. */
  async some(most: number): Promise<Buffer> {
    while (this.#rest.length === 0) {
      const { value, done } = await this.#source.next();
      if (done) return Buffer.alloc(0);
      this.#rest = value;
    }
    const part = this.#rest.subarray(0, most);
    this.#rest = this.#rest.subarray(part.length);
    this.position += part.length;
    return part;
  }
}
