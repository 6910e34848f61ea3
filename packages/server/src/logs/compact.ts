// SPDX-License-Identifier: Apache-2.0
import type { Logger } from '@lava/kit/log/logger.ts';
import type { Database } from '../db/database.ts';
import { growingLogs, growingLogsOf } from '../db/queries/growing-logs.ts';
import { filesOf, lockLogEnds, type NewChunk, replaceChunks, submitTime } from '../db/queries/log-chunks.ts';
import { FRAME_SIZE, packFrame } from './frames.ts';
import type { LogReader, RecordBlock } from './log-reader.ts';
import type { LogStore } from './log-store.ts';

export interface CompactorOptions {
  db: Database;
  store: LogStore;
  reader: LogReader;
  log: Logger;
  /** How often it looks for logs that were left over, milliseconds. */
  sweep?: number;
}

const SWEEP = 10 * 60_000;
/** A log that was just finished is still looked at by many, and its last small frames are in memory. Milliseconds. */
const REST = 2_000;
/** Logs that are listed together. */
const AT_ONCE = 200;

/**
 * Rewrites the logs of finished jobs, which were stored in the small pieces in which they came, into well-compressed
 * frames of 1 MiB: one job at a time, in the background. A log that cannot be compacted stays as it is.
 */
export class Compactor {
  readonly #options: CompactorOptions;
  #timer: NodeJS.Timeout | undefined;
  #sweep: NodeJS.Timeout | undefined;
  #stopListening: (() => void) | undefined;
  #work: Promise<void> | undefined;
  #closed = false;
  /** Jobs that ended since it looked last; undefined: it looks at all logs. */
  #ended: Set<number> | undefined;

  constructor(options: CompactorOptions) {
    this.#options = options;
  }

  start(): void {
    this.#stopListening = this.#options.db.changes.on((change) => {
      if (change.on === 'gap') this.#ended = undefined;
      else if (change.on !== 'job' || change.state !== 'finished' || change.was === 'finished') return;
      else this.#ended?.add(change.id);
      this.#soon();
    });
    this.#sweep = setInterval(() => {
      this.#ended = undefined;
      this.#soon();
    }, this.#options.sweep ?? SWEEP);
    this.#soon();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#stopListening?.();
    clearTimeout(this.#timer);
    clearInterval(this.#sweep);
    await this.#work;
  }

  #soon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#work ??= this.#run().finally(() => {
        this.#work = undefined;
      });
    }, REST);
  }

  async #run(): Promise<void> {
    const { log } = this.#options;
    try {
      while (this.#ended?.size !== 0) {
        const ended = this.#ended;
        this.#ended = new Set();
        for await (const run of this.#growing(ended)) {
          if (this.#closed) return;
          await compactLog(this.#options, run).catch((error: Error) =>
            log.warn(
              { job: run, reason: error.message },
              'the log of a job cannot be compacted and stays as it is',
            ),
          );
        }
      }
    } catch (error) {
      log.warn({ reason: (error as Error).message }, 'logs cannot be compacted now');
    }
  }

  /** Each once. @param ended of these jobs; undefined: of all */
  async *#growing(ended: ReadonlySet<number> | undefined): AsyncGenerator<number> {
    const { db } = this.#options;
    if (ended) return yield* await db.run((q) => growingLogsOf(q, [...ended]));
    for (let after = 0; ; ) {
      const runs = await db.run((q) => growingLogs(q, after, AT_ONCE));
      const last = runs.at(-1);
      if (!last) return;
      after = last.run;
      yield* runs.map(({ id }) => id);
    }
  }
}

/** @throws LavaError `disk-full`, `database-down`; the log is then as before */
export async function compactLog(
  { db, store, reader }: Pick<CompactorOptions, 'db' | 'store' | 'reader'>,
  job: number,
): Promise<void> {
  const row = await db.run((q) => submitTime(q, job));
  if (!row) return;
  const owner = { id: job, submitted: row.submit_time };
  const old = await db.run((q) => filesOf(q, job));
  const chunks: NewChunk[] = [];
  const file = await store.create(owner, (made) => repack(reader, job, made, chunks));
  const records = chunks.reduce((sum, { count }) => sum + count, 0);
  const replaced = await db.transaction(async (q) => {
    const [end] = await lockLogEnds(q, [job], store.growing);
    // Records came late, or another process was faster: what it made is as good, and its files are not ours.
    if (end?.next_seq !== records || !sameFiles(await filesOf(q, job), old)) return false;
    await replaceChunks(q, job, chunks);
    return true;
  });
  for (const unused of replaced ? old : [file]) await store.remove(owner, unused);
  if (replaced) await store.removeOrphans(owner, [file]);
}

function sameFiles(now: readonly number[], before: readonly number[]): boolean {
  return now.length === before.length && before.every((file) => now.includes(file));
}

async function* repack(reader: LogReader, job: number, file: number, chunks: NewChunk[]) {
  let from = 0;
  let offset = 0;
  for await (const { count, data } of gather(reader.stored(job, 0, Number.MAX_SAFE_INTEGER))) {
    const packed = await packFrame(data, 9);
    chunks.push({
      job_id: job,
      from_seq: from,
      count,
      file_offset: offset,
      length: packed.length,
      raw_length: data.length,
      file,
    });
    from += count;
    offset += packed.length;
    yield packed;
  }
}

async function* gather(blocks: AsyncIterable<RecordBlock>) {
  let parts: Buffer[] = [];
  let size = 0;
  let count = 0;
  for await (const block of blocks) {
    if (size > 0 && size + block.data.length > FRAME_SIZE) {
      yield { count, data: Buffer.concat(parts) };
      parts = [];
      size = 0;
      count = 0;
    }
    parts.push(block.data);
    size += block.data.length;
    count += block.count;
  }
  if (size > 0) yield { count, data: Buffer.concat(parts) };
}
