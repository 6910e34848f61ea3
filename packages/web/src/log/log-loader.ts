// SPDX-License-Identifier: Apache-2.0
import type { JobStreamEvent } from '@lava/protocol/api/job-stream.ts';
import type { Job } from '@lava/protocol/api/jobs.ts';
import { BLOCK_SIZE } from './block-size.ts';
import type { LineStore } from './line-store.ts';

/** Where records come from: the server's REST and stream, or a test's array. */
export interface LogSource {
  /** NDJSON of up to `limit` records from `from` on. */
  fetchRecords(from: number, limit: number, signal: AbortSignal): Promise<Uint8Array>;
  stream(from: number, signal: AbortSignal): AsyncIterable<JobStreamEvent>;
}

export interface LogStatus {
  /** More may come. */
  live: boolean;
  /** Why lines are missing just now; the loader keeps trying. */
  problem: string | undefined;
  /** The log is too large to be held whole: from now on only what the reader looks at is fetched. */
  partial: boolean;
}

/** Requests at a time: enough to fill a fast link, few enough that what the reader looks at comes soon. */
const PARALLEL = 3;
const RETRY_DELAY = 1500;

/** Bytes that are fetched without being looked at: 5 million lines. A browser's tab has a few GiB at most. */
const MOST_UNSEEN = 512 * 1024 * 1024;

/**
 * Fills a store: what the reader looks at first, the rest behind it, so that search and filters know everything. Of a
 * running job the stored part is fetched in blocks like any other, and only the last, unfinished block is streamed.
 */
export class LogLoader {
  private readonly store: LineStore;
  private readonly source: LogSource;
  private readonly onStatus: (status: LogStatus) => void;
  private readonly onJob: (job: Job) => void;
  private readonly mostUnseen: number;
  private readonly stop = new AbortController();
  private readonly fetching = new Set<number>();
  private wanted: number[] = [];
  /** Blocks from here on come by the stream. */
  private streamedFrom = Number.POSITIVE_INFINITY;
  private status: LogStatus = { live: false, problem: undefined, partial: false };

  constructor(
    store: LineStore,
    source: LogSource,
    onStatus: (status: LogStatus) => void,
    onJob: (job: Job) => void,
    mostUnseen = MOST_UNSEEN,
  ) {
    this.store = store;
    this.source = source;
    this.onStatus = onStatus;
    this.onJob = onJob;
    this.mostUnseen = mostUnseen;
  }

  /**
   * @param complete nothing will be added to the `records` there are
   * @param first record that the reader looks at first: its block is the first one fetched
   */
  start(records: number, complete: boolean, first = 0): void {
    this.store.expect(records);
    this.wanted = [Math.floor(first / BLOCK_SIZE)];
    if (!complete) {
      this.streamedFrom = Math.floor(records / BLOCK_SIZE);
      this.report({ live: true });
      void this.followUntilEnded();
    }
    this.pump();
  }

  /** The reader looks at these records. */
  want(first: number, last: number): void {
    this.wanted = [];
    for (let index = Math.floor(first / BLOCK_SIZE); index <= Math.floor(last / BLOCK_SIZE); index++) {
      this.wanted.push(index);
    }
    this.pump();
  }

  dispose(): void {
    this.stop.abort(new DOMException('the log is closed', 'AbortError'));
  }

  private pump(): void {
    while (this.fetching.size < PARALLEL && !this.stop.signal.aborted) {
      const index = this.nextBlock();
      if (index === undefined) return;
      this.fetching.add(index);
      this.fetchBlock(index)
        .catch((error) => this.fail(error))
        .finally(() => {
          this.fetching.delete(index);
          this.pump();
        });
    }
  }

  private nextBlock(): number | undefined {
    const missing = (index: number) =>
      index < Math.min(this.streamedFrom, this.store.blockCount) &&
      !this.store.isWhole(index) &&
      !this.fetching.has(index);
    const wanted = this.wanted.find(missing);
    if (wanted !== undefined) return wanted;
    const next = Array.from({ length: this.store.blockCount }, (_, index) => index).find(missing);
    if (next === undefined || this.store.size < this.mostUnseen) return next;
    if (!this.status.partial) this.report({ partial: true });
    return undefined;
  }

  private async fetchBlock(index: number): Promise<void> {
    const from = index * BLOCK_SIZE;
    const bytes = await this.source.fetchRecords(from, BLOCK_SIZE, this.stop.signal);
    const before = this.store.held;
    this.store.addBytes(from, bytes);
    if (this.store.held === before) throw new Error(`the server has no records from ${from} on`);
    if (this.status.problem !== undefined) this.report({ problem: undefined });
  }

  /** A stream that broke for a reason of its own is opened again. */
  private async followUntilEnded(): Promise<void> {
    while (!this.stop.signal.aborted) {
      try {
        await this.follow(this.streamedFrom * BLOCK_SIZE);
        return;
      } catch (error) {
        await this.fail(error);
      }
    }
  }

  private async follow(from: number): Promise<void> {
    for await (const event of this.source.stream(from, this.stop.signal)) {
      if (event.type === 'lost') {
        this.report({ problem: 'The connection is lost; reconnecting.' });
        continue;
      }
      if (this.status.problem !== undefined) this.report({ problem: undefined });
      if (event.type === 'job') this.onJob(event.job);
      else this.store.addLines(event.from, event.lines);
    }
    this.report({ live: false });
  }

  private async fail(error: unknown): Promise<void> {
    if (this.stop.signal.aborted) return;
    this.report({ problem: error instanceof Error ? error.message : String(error) });
    // Keeps the block out of the queue for the pause: whoever calls removes it from `fetching` after this.
    await new Promise((resolve) => setTimeout(resolve, RETRY_DELAY));
  }

  private report(change: Partial<LogStatus>): void {
    if (this.stop.signal.aborted) return;
    this.status = { ...this.status, ...change };
    this.onStatus(this.status);
  }
}
