// SPDX-License-Identifier: Apache-2.0
import type { Logger } from '@lava/kit/log/logger.ts';
import { toLavaError } from '@lava/protocol/error/error.ts';
import type { Database } from '../db/database.ts';
import { disclosureFor, job as getJob } from '../jobs/jobs.ts';
import type { Disclosure } from '../logs/disclosure.ts';
import type { JobLogs } from '../logs/job-logs.ts';
import type { Actor } from '../rights/permissions.ts';
import type { EventBus } from './bus.ts';

/** The client's end, as api/rest/sse.ts makes it. */
export interface Sink {
  signal: AbortSignal;
  send(event: string, data: unknown, id?: number): Promise<void>;
  close(): void;
}

/** The limit of records in one event; the log's own blocks may be larger. */
const RECORDS_PER_EVENT = 1_000;
/** How many records are requested together; one read of the log gives them block by block. */
const READ = 50_000;
/** The reasons why a job waits are looked at again at most so often, milliseconds. */
const LOOK_INTERVAL = 200;

/**
 * Sends the records from number `from` on, then each as it is stored, and the job's resource whenever it changes, until
 * the job is finished and all is sent, or the client is gone. Only as fast as the client takes it. When the job is tried
 * again, the records of that attempt follow, from number 0 on.
 * @param ofAttempt the attempt that `from` is of; 0: the newest
 */
export async function followJob(
  context: { db: Database; logs: JobLogs; bus: EventBus; log: Logger },
  actor: Actor | null,
  id: number,
  from: number,
  sink: Sink,
  ofAttempt = 0,
): Promise<void> {
  const { db, logs, bus, log } = context;
  const disclosure = disclosureFor(actor);
  const news = new News(sink.signal);
  const unfollow = bus.onJob(id, (change) => {
    if (change.on === 'records') news.records(change.next);
    else news.job();
  });
  // Why a job waits depends on the lab.
  let waits = false;
  let look: NodeJS.Timeout | undefined;
  const unfollowLab = bus.onChange((change) => {
    if (!waits || look !== undefined || change.on === 'job') return;
    look = setTimeout(() => {
      look = undefined;
      news.job();
    }, LOOK_INTERVAL);
  });
  let worker: { name: string | null; unfollow(): void } = { name: null, unfollow: () => undefined };
  let position = from;
  let attempt = ofAttempt;
  let records = 0;
  let shown = '';
  try {
    while (!sink.signal.aborted) {
      const { next, jobChanged } = news.take();
      let finished = false;
      let known = next;
      if (jobChanged) {
        const job = await getJob(db, actor, id);
        // A job shows that its worker is away.
        if (job.worker !== worker.name && job.worker !== null) {
          worker.unfollow();
          worker = { name: job.worker, unfollow: bus.onWorker(job.worker, () => news.job()) };
          news.job();
        }
        const text = JSON.stringify(job);
        if (text !== shown) await sink.send('job', job);
        shown = text;
        finished = job.state === 'finished';
        waits = job.state === 'submitted';
        if (attempt !== 0 && attempt !== job.attempt) {
          position = 0;
          known = 0;
          news.restart();
        }
        attempt = job.attempt;
        records = job.records;
        known = Math.max(known, records);
      }
      while (position < known && !sink.signal.aborted) {
        const reached = await sendRecords(logs, id, position, disclosure, sink);
        if (reached === position) break; // announced, but not to be read yet: the next notification comes
        position = reached;
      }
      if (finished && position >= records) {
        await sink.send('end', {});
        return;
      }
      await news.wait();
    }
  } catch (thrown) {
    // The status line is long gone; the client comes again from where it was.
    const { code, message } = toLavaError(thrown);
    if (!sink.signal.aborted) log.warn({ job: id, code, error: message }, 'a live stream ends');
  } finally {
    unfollow();
    unfollowLab();
    clearTimeout(look);
    worker.unfollow();
    sink.close();
  }
}

async function sendRecords(
  logs: JobLogs,
  id: number,
  from: number,
  disclosure: Disclosure,
  sink: Sink,
): Promise<number> {
  let position = from;
  for await (const block of logs.stream(id, from, READ, disclosure)) {
    const lines = block.data.toString('utf8').trimEnd().split('\n');
    for (let start = 0; start < lines.length; start += RECORDS_PER_EVENT) {
      const part = lines.slice(start, start + RECORDS_PER_EVENT);
      position = block.from + start + part.length;
      await sink.send('records', { from: block.from + start, lines: part }, position);
      if (sink.signal.aborted) return position;
    }
  }
  return position;
}

/** What was heard since it was last looked at. */
class News {
  readonly #signal: AbortSignal;
  #next = 0;
  #jobChanged = true;
  #wake: (() => void) | undefined;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
    signal.addEventListener('abort', () => this.#wake?.(), { once: true });
  }

  records(next: number): void {
    this.#next = Math.max(this.#next, next);
    this.#fresh = true;
    this.#wake?.();
  }

  /** What was heard of records is of an attempt that is over. */
  restart(): void {
    this.#next = 0;
    this.job();
  }

  job(): void {
    this.#jobChanged = true;
    this.#fresh = true;
    this.#wake?.();
  }

  #fresh = true;

  take(): { next: number; jobChanged: boolean } {
    const taken = { next: this.#next, jobChanged: this.#jobChanged };
    this.#jobChanged = false;
    this.#fresh = false;
    return taken;
  }

  async wait(): Promise<void> {
    if (this.#fresh || this.#signal.aborted) return;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    this.#wake = undefined;
  }
}
