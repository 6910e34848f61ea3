// SPDX-License-Identifier: Apache-2.0
import type { Logger } from '@lava/kit/log/logger.ts';
import { LRUCache } from 'lru-cache';
import { computeForLinks } from '../../compute/compute.ts';
import type { Database } from '../../db/database.ts';
import { logSize } from '../../db/queries/http-workers.ts';
import { Ingest } from '../../ingest/ingest.ts';
import { stopJob } from '../../jobs/lava-dispatcher.ts';
import { finishIfComplete } from '../../jobs/lifecycle.ts';
import type { LogStore } from '../../logs/log-store.ts';
import type { RunOfJob } from './door.ts';
import { type Flaw, type ReadLines, readBody } from './read-lines.ts';
import { Refused } from './refused.ts';

export interface LogUploadsOptions {
  db: Database;
  store: LogStore;
  log: Logger;
  /** The maximum size of the records of a job, bytes. */
  logBytes: number;
}

/** Bytes of an upload up to which reading it takes no longer than the way to a thread. */
const SMALL = 16 * 1024;
const MIB = 1024 * 1024;
/** A sender whose records cannot be stored for so long is told to try again, milliseconds. */
const PATIENCE = 600_000;

/** Log lines that LAVA's dispatchers send: made records of ours, and stored as those of our own workers. */
export class LogUploads {
  readonly #options: LogUploadsOptions;
  readonly ingest: Ingest;
  /** Bytes of runs, as far as this process has counted. */
  readonly #sizes = new LRUCache<number, number>({ max: 10_000 });

  constructor(options: LogUploadsOptions) {
    const { db, store, log } = options;
    this.#options = options;
    const onComplete = (job: number) =>
      void db
        .transaction((q) => finishIfComplete(q, job))
        .catch((error: Error) => log.warn({ job, reason: error.message }, 'a job could not be finished yet'));
    this.ingest = new Ingest({ db, store, log, onComplete });
  }

  /**
   * @param body form with `lines` and `index`, the number of lines that the sender knows to be stored
   * @returns how many of the lines are stored, now or before
   * @throws Refused
   */
  async add(row: RunOfJob, body: Buffer): Promise<number> {
    const given = { body, now: Date.now() };
    const read =
      body.length <= SMALL
        ? readBody(given)
        : ((await computeForLinks('read-lines', given)) as ReturnType<typeof readBody>);
    if (typeof read === 'string') throw new Refused(400, read satisfies Flaw);
    const { count, index, broken } = read;
    if (count === 0) return 0;
    const { log } = this.#options;
    if (broken > 0)
      log.warn({ worker: row.worker, job: row.id, lines: broken }, 'lines of a log cannot be read');
    // A sender that lost its place continues at the end, as it does at LAVA's server.
    const from = Math.min(index, row.next_seq);
    if (from + count > row.next_seq && !(await this.#fits(row, read))) return count;
    await this.#store(row, from, read);
    return count;
  }

  /** False for a job whose log is as large as it may be: it is ended, and the rest of what it says is dropped. */
  async #fits({ id, run, worker }: RunOfJob, { data }: ReadLines): Promise<boolean> {
    const { db, log, logBytes } = this.#options;
    const size = (this.#sizes.get(run) ?? (await db.run((q) => logSize(q, run)))) + data.length;
    if (size <= logBytes) {
      this.#sizes.set(run, size);
      return true;
    }
    log.warn({ worker, job: id }, 'the log of a job is larger than allowed; the job is ended');
    await stopJob(db, id, `the log of the job is larger than ${Math.round(logBytes / MIB)} MiB`);
    return false;
  }

  /** Resolves when the records are durable; while they cannot be stored, the sender waits. */
  async #store({ id, worker }: RunOfJob, from: number, { data, count }: ReadLines): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const header = { type: 'records' as const, job: id, from, count, attempt: 0 };
      const lines = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
      const patience = setTimeout(
        () => reject(new Refused(503, 'the log cannot be stored now')),
        PATIENCE,
      ).unref();
      void this.ingest.add(header, lines, worker, ({ resend }) => {
        clearTimeout(patience);
        if (resend) reject(new Refused(503, 'the log is somewhere else'));
        else resolve();
      });
    });
  }

  close(): Promise<void> {
    return this.ingest.close();
  }
}
