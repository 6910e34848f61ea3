// SPDX-License-Identifier: Apache-2.0
import { closeSync, fstatSync, readSync } from 'node:fs';
import { openRegular } from '@lava/kit/fs/regular-file.ts';
import { encodeRecord } from '@lava/protocol/record/record.ts';
import { MAX_RECORD } from '@lava/protocol/wire/messages.ts';
import { jobs } from '../jobs/job-account.ts';

/** Whole records, exactly as in the spool, each line with its newline. */
export interface Batch {
  from: number;
  count: number;
  data: Buffer;
}

interface Position {
  seq: number;
  offset: number;
}

const NEWLINE = 10;
const NOTHING = Buffer.alloc(0);
/** Bytes per read where the length is not known. */
const BLOCK = 1024 * 1024;
/** A line without an end is searched for it so far, bytes; nothing that we wrote is longer. */
const LONGEST = 16 * MAX_RECORD;
/** A position is remembered every so many bytes, so that going back needs no reading from the start. */
const MARK_EVERY = 8 * 1024 * 1024;

/**
 * Reads a job's spool from any record on. A line without its newline is still being written, or was torn by a crash, and
 * is not there yet. A disk that fails is as one that has nothing: never throws. Reads are synchronous: what was just written is in the page cache, and a read of it costs less than
 * a trip through the thread pool.
 */
export class SpoolReader {
  readonly #path: string;
  #fd: number | undefined;
  #at: Position = { seq: 0, offset: 0 };
  #marks: Position[] = [{ seq: 0, offset: 0 }];
  /** From this offset on so many bytes are without a newline. */
  #searched = { offset: 0, length: 0 };

  constructor(path: string) {
    this.#path = path;
  }

  /** Number of the record that `next` gives first. */
  get seq(): number {
    return this.#at.seq;
  }

  /**
   * Goes to record number `seq`, or to the end when there are fewer; `seq` says which.
   */
  seek(seq: number): void {
    const mark = this.#marks.findLast((candidate) => candidate.seq <= seq) ?? { seq: 0, offset: 0 };
    this.#at = { ...mark };
    while (this.#at.seq < seq) {
      const block = this.#read(BLOCK);
      const long = block ? undefined : this.#longLine();
      if (block) this.#advance(block, seq - this.#at.seq);
      else if (long) this.#mark({ seq: this.#at.seq + 1, offset: this.#at.offset + long.length });
      else return;
    }
  }

  /** @param most the limit in bytes, but at least one record; undefined when no whole record is left */
  next(most: number): Batch | undefined {
    const from = this.#at.seq;
    const block = this.#read(most);
    if (!block) {
      const line = this.#longLine();
      if (!line) return undefined;
      this.#mark({ seq: from + 1, offset: this.#at.offset + line.length });
      return { from, count: 1, data: line.data };
    }
    const length = this.#advance(block, Number.POSITIVE_INFINITY);
    return { from, count: this.#at.seq - from, data: block.subarray(0, length) };
  }

  /** Bytes that are not read yet; the last line among them may not be whole. */
  available(): number {
    const fd = this.#open();
    return fd === undefined ? 0 : fstatSync(fd).size - this.#at.offset;
  }

  /** How many whole records there are. */
  count(): number {
    const here = this.#at;
    this.seek(Number.POSITIVE_INFINITY);
    const { seq } = this.#at;
    this.#at = here;
    return seq;
  }

  close(): void {
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
  }

  /** Whole lines from the current offset, at most `most` bytes; undefined when not even one fits. */
  #read(most: number): Buffer | undefined {
    const buffer = this.#bytes(this.#at.offset, most);
    const end = buffer.lastIndexOf(NEWLINE) + 1;
    return end > 0 ? buffer.subarray(0, end) : undefined;
  }

  /** The line at the current offset, however long; in the place of one that is too large, a record that says so. */
  #longLine(): { data: Buffer; length: number } | undefined {
    const { offset } = this.#at;
    let length = this.#searched.offset === offset ? Math.min(this.#searched.length, this.available()) : 0;
    for (;;) {
      const block = length > LONGEST ? NOTHING : this.#bytes(offset + length, BLOCK);
      if (block.length === 0) {
        this.#searched = { offset, length };
        return undefined;
      }
      const end = block.indexOf(NEWLINE) + 1;
      length += end || block.length;
      if (end > 0) break;
    }
    if (length > MAX_RECORD) return { data: tooLarge(this.#bytes(offset, 60), length), length };
    return { data: this.#bytes(offset, length), length };
  }

  #bytes(offset: number, most: number): Buffer {
    const fd = this.#open();
    if (fd === undefined) return NOTHING;
    const size = Math.min(most, Math.max(0, fstatSync(fd).size - offset));
    const buffer = Buffer.allocUnsafeSlow(size);
    return buffer.subarray(0, size > 0 ? readQuietly(fd, buffer, offset) : 0);
  }

  #open(): number | undefined {
    if (this.#fd !== undefined) return this.#fd;
    try {
      this.#fd = openRegular(this.#path, jobs(this.#path));
    } catch {
      // Not there yet, or no file at all: then nothing of it can be sent.
    }
    return this.#fd;
  }

  /** Steps over at most `most` lines of a block; returns their bytes. */
  #advance(block: Buffer, most: number): number {
    let lines = 0;
    let end = 0;
    for (let at = block.indexOf(NEWLINE); at >= 0 && lines < most; at = block.indexOf(NEWLINE, end)) {
      end = at + 1;
      lines += 1;
    }
    this.#mark({ seq: this.#at.seq + lines, offset: this.#at.offset + end });
    return end;
  }

  #mark(position: Position): void {
    this.#at = position;
    const last = this.#marks.at(-1);
    if (last && position.offset - last.offset >= MARK_EVERY) this.#marks.push({ ...position });
  }
}

/** A disk that cannot be read has nothing for us now; maybe it has later. */
function readQuietly(fd: number, buffer: Buffer, offset: number): number {
  try {
    return readSync(fd, buffer, 0, buffer.length, offset);
  } catch {
    return 0;
  }
}

function tooLarge(head: Buffer, length: number): Buffer {
  const dt = /^\{"dt":"([^"]{32})"/.exec(head.toString('utf8'))?.[1];
  const record = encodeRecord({
    dt: dt ?? '1970-01-01T00:00:00.000000+00:00',
    lvl: 'results',
    msg: {
      definition: 'lava',
      case: 'log-upload',
      result: 'fail',
      error_type: 'Job',
      error_msg: `a record of ${length} bytes was left out: ${MAX_RECORD} at most`,
    },
  });
  return Buffer.from(`${record}\n`);
}
