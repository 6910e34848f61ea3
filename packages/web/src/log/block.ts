// SPDX-License-Identifier: Apache-2.0
import { decodeRecord, type JobRecord, LEVELS, type Level } from '@lava/protocol/record/record.ts';
import { BLOCK_SIZE } from './block-size.ts';

/** In `levelAt`'s numbers: not here yet. */
export const UNKNOWN_LEVEL = 255;

export interface Structural {
  seq: number;
  record: JobRecord;
}

const NEWLINE = 10;
const BRACE = 125;
const decoder = new TextDecoder();
const encoder = new TextEncoder();

// A stored line starts `{"dt":"<32 characters>","lvl":"`, so the level's first letter is byte 48.
const LEVEL_OFFSET = 48;
const LEVEL_BY_LETTERS = new Map(LEVELS.map((level, index) => [letters(encoder.encode(level), 0), index]));
const RESULTS_LEVEL = LEVELS.indexOf('results');

/** Three letters distinguish all levels. */
function letters(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
}

/**
 * Up to `BLOCK_SIZE` consecutive records as the bytes that came, with the place and level of each: about 6 bytes a
 * record more than the text itself. Records are decoded only when somebody looks at them.
 */
export class Block {
  readonly first: number;
  /** Records held, from `first` on, without gaps. */
  count = 0;
  /** Those that carry steps, results or the job's status. */
  readonly structural: Structural[] = [];
  private bytes = new Uint8Array(0);
  private used = 0;
  private readonly starts = new Uint32Array(BLOCK_SIZE + 1);
  private readonly levels = new Uint8Array(BLOCK_SIZE);

  constructor(first: number) {
    this.first = first;
  }

  /** Bytes of the lines held. */
  get size(): number {
    return this.used;
  }

  get full(): boolean {
    return this.count === BLOCK_SIZE;
  }

  /**
   * Adds lines of NDJSON; ones that are here already are skipped.
   * @param from number of the first record in `body`
   * @throws RangeError when records are missing between those held and `from`
   */
  add(from: number, body: Uint8Array): void {
    if (from > this.first + this.count) throw new RangeError(`records ${this.count} to ${from} are missing`);
    let seq = from;
    for (let at = 0; at < body.length && !this.full; seq++) {
      const newline = body.indexOf(NEWLINE, at);
      const end = newline < 0 ? body.length : newline;
      if (seq === this.first + this.count) this.push(body.subarray(at, end));
      at = end + 1;
    }
  }

  addLines(from: number, lines: string[]): void {
    this.add(from, encoder.encode(lines.join('\n')));
  }

  /** Index into `LEVELS`. */
  levelAt(index: number): number {
    return index < this.count ? (this.levels[index] ?? UNKNOWN_LEVEL) : UNKNOWN_LEVEL;
  }

  record(index: number): JobRecord {
    return decodeRecord(this.line(index));
  }

  /** Everything held, as NDJSON. */
  text(): string {
    return decoder.decode(this.bytes.subarray(0, this.used));
  }

  private line(index: number): string {
    return decoder.decode(this.bytes.subarray(this.starts[index], (this.starts[index + 1] ?? 1) - 1));
  }

  private push(line: Uint8Array): void {
    const index = this.count;
    this.reserve(line.length + 1);
    this.bytes.set(line, this.used);
    this.used += line.length;
    this.bytes[this.used++] = NEWLINE;
    this.starts[index + 1] = this.used;
    this.count++;
    const level = LEVEL_BY_LETTERS.get(letters(line, LEVEL_OFFSET)) ?? levelOf(this.record(index).lvl);
    this.levels[index] = level;
    // `step` and `status` are objects and come last, so their lines end in two braces; text lines end in a quote.
    if (level === RESULTS_LEVEL || (line.at(-1) === BRACE && line.at(-2) === BRACE)) {
      this.structural.push({ seq: this.first + index, record: this.record(index) });
    }
    if (this.full) this.bytes = this.bytes.slice(0, this.used);
  }

  private reserve(length: number): void {
    if (this.used + length <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(64 * 1024, this.bytes.length * 2, this.used + length));
    grown.set(this.bytes.subarray(0, this.used));
    this.bytes = grown;
  }
}

function levelOf(level: Level): number {
  return Math.max(0, LEVELS.indexOf(level));
}
