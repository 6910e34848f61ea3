// SPDX-License-Identifier: Apache-2.0
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@lava/kit/log/logger.ts';
import { type LavaError, toLavaError } from '@lava/protocol/error/error.ts';
import { type Ack, MAX_RECORD, type RecordsHeader } from '@lava/protocol/wire/messages.ts';
import type { Database, Queries } from '../db/database.ts';
import {
  insertChunks,
  insertResults,
  type LogEnd,
  lockLogEnds,
  type NewChunk,
  raiseNextSeq,
} from '../db/queries/log-chunks.ts';
import { tellTestEvents } from '../db/queries/test-events.ts';
import { isDataError } from '../db/retry.ts';
import type { LogStore } from '../logs/log-store.ts';
import { Complaints } from './complaints.ts';
import { type Batch, fit, type JobPart, nextGroup } from './group.ts';
import { Pace } from './pace.ts';
import { type PackedLog, pack } from './pack.ts';
import { readResults } from './read-results.ts';
import { scanLines } from './scan.ts';
import { TestEvents } from './test-events.ts';

export interface IngestOptions {
  db: Database;
  store: LogStore;
  log: Logger;
  /** A job whose worker had told its end, and whose records are now all stored. */
  onComplete(job: number, worker: string): void;
  /** Pause before what failed is tried again, milliseconds. */
  retry?: number;
}

/** Bytes of lines that may wait for their turn before senders are held back. */
const QUEUE_SIZE = 32 * 1024 * 1024;
/** Lines of one message; no log has more of them in a MiB. */
const MOST_LINES = 65_536;
const RETRY = 1_000;
/** How long a statement is repeated inside, before it counts as trouble that is reported to the operator. */
const PATIENCE = { patience: 500 };

/**
 * Makes records durable: appended to the job's log, then entered in one transaction for all jobs that wait, then
 * acknowledged. While one transaction is under way the next group gathers, so the load itself sets the size.
 *
 * When the disk is full or the database is away nothing is dropped and nothing acknowledged: it says so once, holds the
 * senders back, and keeps trying.
 */
export class Ingest {
  readonly #options: IngestOptions;
  readonly #log: Logger;
  #queue: Batch[] = [];
  #queued = 0;
  #running = false;
  readonly #pace = new Pace();
  #closed = false;
  #problem: { error: LavaError; since: Date } | undefined;
  #drained: (() => void)[] = [];
  /** Jobs whose records could not be stored last time, though those of others could. */
  readonly #apart = new Set<number>();
  readonly #complaints = new Complaints();
  readonly #events = new TestEvents();

  constructor(options: IngestOptions) {
    this.#options = options;
    this.#log = options.log;
  }

  /** Why nothing can be stored now; for /healthz. */
  get problem(): { error: LavaError; since: Date } | undefined {
    return this.#problem;
  }

  /**
   * Takes a `records` message; `reply` is called when it is durable, or cannot be used.
   * @returns a promise when the sender should wait before it brings more
   */
  add(
    header: RecordsHeader,
    data: Buffer,
    worker: string,
    reply: (ack: Ack) => void,
  ): Promise<void> | undefined {
    const scan = scanLines(data, Math.min(header.count, MOST_LINES));
    if (scan.count !== header.count || data.at(-1) !== 10) {
      this.#complain(worker, header, 'the lines are not as many as the header says');
      return undefined;
    }
    if (scan.longest > MAX_RECORD) {
      this.#complain(worker, header, 'a record is larger than allowed');
      return undefined;
    }
    this.#queue.push({ header, data, scan, worker, reply });
    this.#queued += data.length;
    if (!this.#running) void this.#run();
    if (this.#queued < QUEUE_SIZE) return undefined;
    return new Promise((resolve) => this.#drained.push(resolve));
  }

  /** What is under way is finished; what waits is left to the worker, who sends it again. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#queue = [];
    this.#release();
    while (this.#running) await sleep(5);
  }

  async #run(): Promise<void> {
    this.#running = true;
    try {
      while (this.#queue.length > 0) {
        await this.#pace.turn(this.#queued);
        const { group, rest } = nextGroup(this.#queue);
        this.#queue = rest;
        await readResults(group);
        this.#events.read(group);
        await this.#storeForSure(group);
        this.#queued -= group.reduce((sum, { data }) => sum + data.length, 0);
        if (this.#queued < QUEUE_SIZE) this.#release();
      }
    } finally {
      this.#running = false;
    }
  }

  #release(): void {
    for (const resolve of this.#drained.splice(0)) resolve();
  }

  async #storeForSure(group: Batch[]): Promise<void> {
    while (!this.#closed) {
      try {
        await this.#store(group, true);
        for (const { header } of group) this.#apart.delete(header.job);
        this.#recovered();
        return;
      } catch (thrown) {
        const error = toLavaError(thrown);
        if (error.code === 'bug' && (await this.#storeApart(group, error))) return;
        this.#failed(error);
        await sleep(this.#options.retry ?? RETRY);
      }
    }
  }

  /**
   * When something in a group cannot be stored for what it is, the other jobs must not suffer: each job by itself.
   * Result rows are dropped only when the database refuses what is in them; a job whose log cannot be written waits apart.
   * False when the trouble is none of single jobs.
   */
  async #storeApart(group: Batch[], error: LavaError): Promise<boolean> {
    const jobs = [...Map.groupBy(group, ({ header }) => header.job)];
    const failed: Batch[] = [];
    for (const [job, batches] of jobs) {
      try {
        await this.#storeJob(job, batches);
        this.#apart.delete(job);
        this.#recovered();
      } catch (thrown) {
        if (toLavaError(thrown).code !== 'bug') return false;
        if (this.#complaints.isNew(`${job} cannot be stored`))
          this.#log.error(
            { job, reason: (thrown as Error).message },
            'records of a job cannot be stored now',
          );
        this.#apart.add(job);
        failed.push(...batches);
      }
    }
    // Several jobs and none that works: it is the disk, not the jobs.
    if (failed.length === group.length && this.#apart.size > 1) this.#failed(error);
    if (failed.length > 0) setTimeout(() => this.#again(failed), this.#options.retry ?? RETRY);
    return true;
  }

  async #storeJob(job: number, batches: Batch[]): Promise<void> {
    try {
      await this.#store(batches, true);
    } catch (thrown) {
      if (!isDataError(thrown)) throw thrown;
      this.#log.error(
        { job, reason: (thrown as Error).message },
        'results of a job cannot be stored; its log is kept',
      );
      await this.#store(batches, false);
    }
  }

  /** Whatever came of the same job meanwhile comes after it, or is sent again. */
  #again(batches: Batch[]): void {
    if (this.#closed) return;
    this.#queue.unshift(...batches);
    this.#queued += batches.reduce((sum, { data }) => sum + data.length, 0);
    if (!this.#running) void this.#run();
  }

  /** @param results whether the rows of results are entered too */
  async #store(group: Batch[], results: boolean): Promise<void> {
    const byJob = Map.groupBy(group, ({ header }) => header.job);
    const done = await this.#options.db.transaction(async (q) => {
      const ends = await lockLogEnds(q, [...byJob.keys()], this.#options.store.growing);
      const parts = ends.map((end) => {
        const batches = (byJob.get(end.id) ?? []).filter(({ worker }) => worker === end.worker);
        return { end, part: fit(batches, end.next_seq) };
      });
      const packed = await Promise.all(
        parts.map(({ end, part }) => pack(end, part, this.#options.store.growing)),
      );
      const chunks = packed.flatMap((log) => log.chunks);
      // The disk writes while the database works; the commit, and a second try, wait for both.
      const outcomes = await Promise.allSettled([
        ...packed.map((log) => this.#append(log)),
        chunks.length > 0 ? this.#enter(q, parts, chunks, results) : undefined,
      ]);
      for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
      return parts;
    }, PATIENCE);
    for (const { end, part } of done) this.#answer(end, part);
    const owners = new Map(done.map(({ end }) => [end.id, end.worker]));
    for (const { header, worker } of group) {
      if (owners.get(header.job) !== worker)
        this.#complain(worker, header, 'the job is not one of this worker');
    }
  }

  async #append({ end, data }: PackedLog): Promise<void> {
    if (data.length === 0) return;
    await this.#options.store.append({ id: end.id, submitted: end.submit_time }, end.end_offset, data);
  }

  async #enter(
    q: Queries,
    parts: { end: LogEnd; part: JobPart }[],
    chunks: NewChunk[],
    results: boolean,
  ): Promise<void> {
    await insertChunks(q, chunks);
    const rows = results ? parts.flatMap(({ part }) => part.results) : [];
    await insertResults(q, rows);
    const grown = parts.filter(({ part }) => part.frames.length > 0);
    await raiseNextSeq(
      q,
      grown.map(({ end, part }) => ({ job: end.id, nextSeq: part.next })),
    );
    await tellTestEvents(
      q,
      grown.flatMap(({ end, part }) => part.events.map((event) => ({ run: end.id, ...event }))),
    );
  }

  #answer(end: LogEnd, { next, replies, broken }: JobPart): void {
    // The last answer of an attempt says everything the ones before it would.
    for (const { batch, resend } of replies.filter(({ resend }, i) => resend || i === replies.length - 1)) {
      const { job, attempt } = batch.header;
      batch.reply({ type: 'ack', job, upTo: next, attempt, resend });
    }
    if (broken > 0) this.#log.warn({ job: end.id, lines: broken }, 'result lines of a job cannot be read');
    if (end.exit_records !== null && next >= end.exit_records && end.worker !== null) {
      this.#options.onComplete(end.id, end.worker);
    }
  }

  #failed(error: LavaError): void {
    if (this.#problem?.error.code === error.code) return;
    this.#problem = { error, since: new Date() };
    this.#log.error(
      { code: error.code, reason: error.message, hint: error.hint },
      'records cannot be stored; nothing is lost, and it is tried again until it works',
    );
  }

  #recovered(): void {
    if (!this.#problem) return;
    const seconds = Math.round((Date.now() - this.#problem.since.getTime()) / 1000);
    this.#problem = undefined;
    this.#log.info({ seconds }, 'records are stored again');
  }

  /** Once for each worker and kind of trouble: a worker that goes wrong must not fill our log. */
  #complain(worker: string, { job, from, count }: RecordsHeader, what: string): void {
    if (!this.#complaints.isNew(`${worker} ${what}`)) return;
    this.#log.warn({ worker, job, from, count, what }, 'records of a worker are not taken');
  }
}
