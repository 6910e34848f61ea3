// SPDX-License-Identifier: Apache-2.0

import { runNumber } from '@lava/protocol/wire/run-number.ts';
import type { Database } from '../db/database.ts';
import { chunksFrom, type LogChunk, newestAttempt, submitTime } from '../db/queries/log-chunks.ts';
import { type Disclosure, disclose } from './disclosure.ts';
import { unpackFrame } from './frames.ts';
import type { LogOwner, LogStore } from './log-store.ts';

/** Whole lines, each with its newline; `from` is the number of the first. */
export interface RecordBlock {
  from: number;
  count: number;
  data: Buffer;
}

/** Unpacked frames that are kept for the next reader of the same place, bytes. */
const CACHE_SIZE = 32 * 1024 * 1024;
/** What keeping one takes besides its lines, bytes. */
const ENTRY_SIZE = 500;

const NEWLINE = 10;

/** Reads stored records of any job from any number on. */
export class LogReader {
  readonly #db: Database;
  readonly #store: LogStore;
  readonly #cache = new Map<string, Buffer>();
  #cached = 0;

  constructor(db: Database, store: LogStore) {
    this.#db = db;
    this.#store = store;
  }

  /** At most `limit` lines as stored, private parts included, without newlines; fewer when there are no more yet. */
  async readRecords(job: number, from: number, limit: number): Promise<string[]> {
    const lines: string[] = [];
    for await (const block of this.stored(job, from, limit)) {
      const text = block.data.toString('utf8');
      for (const line of text.slice(0, -1).split('\n')) lines.push(line);
    }
    return lines;
  }

  /**
   * Records for somebody to read, in blocks: memory stays small whatever the size of the log.
   * @param attempt the newest when absent
   */
  async *stream(
    job: number,
    from: number,
    limit: number,
    disclosure: Disclosure,
    attempt?: number,
  ): AsyncGenerator<RecordBlock> {
    const which = attempt ?? (await this.#db.run((q) => newestAttempt(q, job)));
    for await (const block of this.stored(runNumber(job, which), from, limit))
      yield { ...block, data: disclose(block.data, disclosure) };
  }

  /** The same as they are stored, with their private parts: for nobody's eyes. @param job number of the run */
  async *stored(job: number, from: number, limit: number): AsyncGenerator<RecordBlock> {
    const owner = await this.#owner(job);
    if (!owner) return;
    const end = from + limit;
    for (let at = from; at < end; ) {
      const chunks = await this.#db.run((q) => chunksFrom(q, job, at, end - at));
      if (chunks.length === 0) return;
      for (const chunk of chunks) {
        const lines = await this.#chunk(owner, chunk);
        // The file was replaced by the compacted one since its chunks were looked up.
        if (!lines) break;
        const block = cut(chunk, lines, at, end);
        yield block;
        at = block.from + block.count;
      }
    }
  }

  async #owner(job: number): Promise<LogOwner | undefined> {
    const row = await this.#db.run((q) => submitTime(q, job));
    return row && { id: job, submitted: row.submit_time };
  }

  async #chunk(owner: LogOwner, chunk: LogChunk): Promise<Buffer | undefined> {
    // By numbers, not by place: the records of a job never change, while compaction moves them.
    const key = `${owner.id} ${chunk.from_seq} ${chunk.count}`;
    const known = this.#cache.get(key);
    if (known) {
      this.#cache.delete(key); // to the end: the first is the one not used for longest
      this.#cache.set(key, known);
      return known;
    }
    let frame: Buffer;
    try {
      frame = await this.#store.read(owner, chunk.file, chunk.file_offset, chunk.length);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' && (await this.#isReplaced(chunk))) return undefined;
      throw error;
    }
    const lines = await unpackFrame(frame);
    this.#keep(key, lines);
    return lines;
  }

  async #isReplaced({ job_id, from_seq, file }: LogChunk): Promise<boolean> {
    const [now] = await this.#db.run((q) => chunksFrom(q, job_id, from_seq, 1));
    return now !== undefined && now.file !== file;
  }

  #keep(key: string, lines: Buffer): void {
    if (this.#cache.has(key)) return;
    this.#cache.set(key, lines);
    this.#cached += lines.length + ENTRY_SIZE;
    for (const [oldest, buffer] of this.#cache) {
      if (this.#cached <= CACHE_SIZE) return;
      this.#cache.delete(oldest);
      this.#cached -= buffer.length + ENTRY_SIZE;
    }
  }
}

/** The lines of a chunk from number `from` up to, not including, `end`. */
function cut(chunk: LogChunk, lines: Buffer, from: number, end: number): RecordBlock {
  const first = Math.max(from, chunk.from_seq);
  const last = Math.min(end, chunk.from_seq + chunk.count);
  const start = skipLines(lines, 0, first - chunk.from_seq);
  const stop = last === chunk.from_seq + chunk.count ? lines.length : skipLines(lines, start, last - first);
  return { from: first, count: last - first, data: lines.subarray(start, stop) };
}

function skipLines(lines: Buffer, start: number, count: number): number {
  let at = start;
  for (let line = 0; line < count; line++) at = lines.indexOf(NEWLINE, at) + 1;
  return at;
}
