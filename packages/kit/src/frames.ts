// SPDX-License-Identifier: Apache-2.0

/** Two lengths in four bytes each, then a header of JSON, then data. */
const LENGTHS = 8;

export function encodeFrame(header: object, data: Uint8Array = Buffer.alloc(0)): Buffer {
  const text = Buffer.from(JSON.stringify(header));
  const lengths = Buffer.alloc(LENGTHS);
  lengths.writeUInt32BE(text.length, 0);
  lengths.writeUInt32BE(data.length, 4);
  return Buffer.concat([lengths, text, data]);
}

export interface FrameLimits {
  header: number;
  data: number;
}

/** Reads frames out of a stream of bytes, however that is cut. */
export class FrameReader {
  readonly #limits: FrameLimits;
  #rest: Buffer = Buffer.alloc(0);

  /** @param limits bytes of header and data; whoever sends more speaks another language */
  constructor(limits: FrameLimits) {
    this.#limits = limits;
  }

  /** The frames that are whole by now. @throws Error for anything else than frames */
  push(bytes: Buffer): { header: unknown; data: Buffer }[] {
    this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    const frames: { header: unknown; data: Buffer }[] = [];
    for (;;) {
      if (this.#rest.length < LENGTHS) return frames;
      const text = this.#rest.readUInt32BE(0);
      const data = this.#rest.readUInt32BE(4);
      if (text > this.#limits.header || data > this.#limits.data) throw new Error('a frame is too long');
      const end = LENGTHS + text + data;
      if (this.#rest.length < end) return frames;
      frames.push({
        header: JSON.parse(this.#rest.toString('utf8', LENGTHS, LENGTHS + text)),
        data: Buffer.from(this.#rest.subarray(LENGTHS + text, end)),
      });
      this.#rest = this.#rest.subarray(end);
    }
  }
}
