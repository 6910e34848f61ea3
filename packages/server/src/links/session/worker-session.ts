// SPDX-License-Identifier: Apache-2.0
import type { Logger } from '@lava/kit/log/logger.ts';
import { toLavaError } from '@lava/protocol/error/error.ts';
import type { JobStatus } from '@lava/protocol/record/record.ts';
import {
  type Bundle,
  commonProtocol,
  type Exit,
  type Hello,
  type ServerMessage,
  type WorkerMessage,
} from '@lava/protocol/wire/messages.ts';
import type { Database } from '../../db/database.ts';
import { type JobOfWorker, jobsById, jobsOfWorker } from '../../db/queries/job-state.ts';
import { withoutQuotations } from '../../devices/problem.ts';
import {
  finishFromExit,
  finishIfComplete,
  jobCanceledUnstarted,
  jobExited,
  jobLost,
  jobNotStartable,
  jobStarted,
} from '../../jobs/lifecycle.ts';
import { workerOffline, workerOnline, workerSeen } from '../../workers/presence.ts';
import { reconcile, type Step } from './reconcile.ts';

export interface SessionOptions {
  name: string;
  db: Database;
  version: string;
  log: Logger;
  send(message: ServerMessage): void;
  makeBundle(job: number): Promise<Bundle>;
  /** True while records cannot be stored. */
  stalled(): boolean;
  /** Milliseconds without a record after which one that has ended is finished without the rest. */
  patience: number;
}

/** A `start` that was not answered is sent again after so long, milliseconds. */
const START_AGAIN = 5_000;
/** The database is updated that a worker is there at most so often, milliseconds. */
const SEEN_EVERY = 10_000;
/** The clocks may differ by so much without a word, milliseconds. */
const CLOCK_TOLERANCE = 60_000;

/**
 * What the server knows of one worker's end of the link. Whatever is done for a worker is done one after the other; the
 * truth is in the database and on the worker, so a session may be made again at any time.
 */
export class WorkerSession {
  readonly #options: SessionOptions;
  readonly #log: Logger;
  readonly #held = new Map<number, 'running' | 'ended'>();
  readonly #startSent = new Map<number, number>();
  readonly #missing = new Set<number>();
  /** Jobs whose records are awaited: the next number, and since when it is the same. */
  readonly #awaited = new Map<number, { next: number; since: number }>();
  #greeted = false;
  #clockIsWrong = false;
  /** Milliseconds that the worker's clock is ahead of ours. */
  #clockAhead = 0;
  #heard = performance.now();
  #seen = Number.NEGATIVE_INFINITY;
  #work: Promise<void> = Promise.resolve();
  #syncQueued = false;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#log = options.log.child({ worker: options.name });
  }

  /** Milliseconds since the last message. */
  get silence(): number {
    return performance.now() - this.#heard;
  }

  /** Whether it was greeted and is heard. */
  get online(): boolean {
    return this.#greeted;
  }

  receive(message: WorkerMessage): void {
    this.#heard = performance.now();
    if (message.type === 'hello') {
      this.#do(() => this.#hello(message));
    } else if (this.#greeted) {
      if (message.type === 'ping') this.#options.send({ type: 'ping' });
      if (message.type === 'started') this.#do(() => this.#started(message.job));
      if (message.type === 'exit') this.#do(() => this.#exit(message));
      this.#noteSeen();
    } else {
      this.#options.send({ type: 'report' });
    }
  }

  /** Something changed that may concern this worker. */
  sync(): void {
    if (this.#syncQueued || !this.#greeted) return;
    this.#syncQueued = true;
    this.#do(async () => {
      this.#syncQueued = false;
      await this.#sync(false);
    });
  }

  /** The last record of a job that has ended is stored. */
  complete(job: number): void {
    this.#do(async () => {
      const { db } = this.#options;
      const finished = await db.transaction((q) => finishIfComplete(q, job));
      if (finished && this.#held.get(job) === 'ended') this.#forget(job);
      if (finished) this.#log.info({ job }, 'job is finished');
    });
  }

  /** The worker is silent. */
  lost(reason: string): void {
    if (!this.#greeted) return;
    this.#greeted = false;
    this.#log.warn({ reason }, 'worker is offline');
    // We note that it was seen a moment after we heard it; another gateway notes it all the time.
    const unheard = this.silence / 2;
    this.#do(() => workerOffline(this.#options.db, this.#options.name, reason, { unheard }));
  }

  /** Resolves when what was begun is done. */
  async settle(): Promise<void> {
    await this.#work;
  }

  #do(work: () => Promise<void>): void {
    this.#work = this.#work.then(work).catch((error: unknown) => {
      // Nothing is lost: the worker repeats what it said, and the sweep looks again.
      this.#log.error(
        { reason: toLavaError(error).message },
        'a message of the worker could not be dealt with',
      );
    });
  }

  async #hello(hello: Hello): Promise<void> {
    const { db, name, send, version } = this.#options;
    const protocol = commonProtocol(hello.protocols);
    if (protocol === undefined) {
      const message = `worker ${hello.version} and server ${version} have no protocol in common; upgrade the older one`;
      send({ type: 'refused', code: 'version-mismatch', message });
      this.#log.warn(
        { version: hello.version, protocols: hello.protocols },
        'worker speaks no protocol of ours',
      );
      await workerOffline(db, name, message, { event: 'mismatch' });
      return;
    }
    this.#held.clear();
    for (const { job, state } of hello.jobs) this.#held.set(job, state);
    await workerOnline(db, name, {
      version: hello.version.slice(0, MAX_WORD),
      arch: hello.arch.slice(0, MAX_WORD),
    });
    if (!this.#greeted)
      this.#log.info({ version: hello.version, jobs: hello.jobs.length }, 'worker is online');
    this.#warnOfClock(hello.time);
    const rows = await db.run((q) => jobsById(q, [...this.#held.keys()]));
    const next = new Map(rows.map((row) => [row.id, row.worker === name ? row.next_seq : 0]));
    send({
      type: 'welcome',
      protocol,
      version,
      time: new Date().toISOString(),
      name,
      jobs: hello.jobs.map(({ job }) => ({ job, next: next.get(job) ?? 0 })),
    });
    this.#greeted = true;
    await this.#sync(true);
  }

  async #started(job: number): Promise<void> {
    const { db, name } = this.#options;
    const first = !this.#held.has(job);
    if (this.#held.get(job) !== 'ended') this.#held.set(job, 'running');
    this.#missing.delete(job);
    this.#startSent.delete(job);
    if (await jobStarted(db, name, job)) this.#log.info({ job }, 'job runs');
    if (first) await this.#sync(false);
  }

  async #exit(exit: Exit): Promise<void> {
    const { db, name, stalled } = this.#options;
    const { job, records, status } = exit;
    this.#held.set(job, 'ended');
    this.#startSent.delete(job);
    const said = { records, status: boundStatus(status), clockAhead: this.#clockAhead };
    if (await jobExited(db, name, job, said)) this.#log.info({ job }, 'job is finished');
    let row = await this.#row(job);
    if (row && row.state !== 'finished' && row.worker === name && stalled()) {
      // The log follows when there is space again; the device must not wait for that.
      await finishFromExit(db, job);
      row = await this.#row(job);
    }
    if (!row || row.worker !== name || (row.state === 'finished' && row.next_seq >= records))
      this.#forget(job);
  }

  async #row(job: number): Promise<(JobOfWorker & { worker: string | null }) | undefined> {
    const [row] = await this.#options.db.run((q) => jobsById(q, [job]));
    return row;
  }

  #forget(job: number): void {
    this.#options.send({ type: 'forget', job });
    this.#held.delete(job);
  }

  /** @param fresh whether `held` is what the worker has just said, so that what it lacks is missing */
  async #sync(fresh: boolean): Promise<void> {
    const { db, name, stalled } = this.#options;
    const rows = await db.run(async (q) => {
      const active = await jobsOfWorker(q, name);
      const ids = new Set(active.map(({ id }) => id));
      const others = await jobsById(
        q,
        [...this.#held.keys()].filter((id) => !ids.has(id)),
      );
      return [...active.map((row) => ({ ...row, worker: name })), ...others];
    });
    for (const step of reconcile(name, this.#held, rows)) await this.#take(step, fresh);
    const ended = rows.filter(
      (row) => row.worker === name && row.state !== 'finished' && row.exit_records !== null,
    );
    const late = this.#gaveUp(ended);
    for (const { id } of ended) {
      if (!stalled() && !late.has(id)) continue;
      if (late.has(id))
        this.#log.warn({ job: id }, 'records of a job that has ended do not come; it is finished');
      await finishFromExit(db, id);
    }
  }

  /** Of the jobs that have ended, those whose last records were awaited for too long. */
  #gaveUp(ended: readonly JobOfWorker[]): Set<number> {
    const now = performance.now();
    const ids = new Set(ended.map(({ id }) => id));
    for (const job of this.#awaited.keys()) if (!ids.has(job)) this.#awaited.delete(job);
    for (const { id, next_seq: next } of ended) {
      if (this.#awaited.get(id)?.next !== next) this.#awaited.set(id, { next, since: now });
    }
    const late = [...this.#awaited].filter(([, { since }]) => now - since > this.#options.patience);
    return new Set(late.map(([job]) => job));
  }

  async #take(step: Step, fresh: boolean): Promise<void> {
    const { db, name, send } = this.#options;
    switch (step.do) {
      case 'start':
        await this.#start(step.job);
        break;
      case 'started':
        await jobStarted(db, name, step.job);
        break;
      case 'cancel':
        send({ type: 'cancel', job: step.job, reason: step.reason });
        break;
      case 'forget':
        this.#forget(step.job);
        break;
      case 'missing':
        await this.#lacks(step, fresh);
        break;
      default:
        step satisfies never;
    }
  }

  async #start(job: number): Promise<void> {
    const { db, send, makeBundle } = this.#options;
    const sent = this.#startSent.get(job);
    if (sent !== undefined && performance.now() - sent < START_AGAIN) return;
    let bundle: Bundle;
    try {
      bundle = await makeBundle(job);
    } catch (error) {
      if (toLavaError(error).code === 'database-down') throw error;
      this.#log.warn({ job, reason: (error as Error).message }, 'job cannot be started');
      await jobNotStartable(db, job, withoutQuotations(error));
      return;
    }
    this.#startSent.set(job, performance.now());
    send({ type: 'start', bundle });
  }

  /** A job is abandoned only when the worker lacks it in two reports, the second asked for after the first. */
  async #lacks({ job, canceled }: Step & { do: 'missing' }, fresh: boolean): Promise<void> {
    const { db, send } = this.#options;
    if (canceled && this.#startSent.has(job)) send({ type: 'cancel', job, reason: 'the job was canceled' });
    if (!fresh || !this.#missing.has(job)) {
      this.#missing.add(job);
      send({ type: 'report' });
      return;
    }
    this.#missing.delete(job);
    this.#startSent.delete(job);
    if (canceled) {
      await jobCanceledUnstarted(db, job);
    } else {
      this.#log.error({ job }, 'the worker does not know a job that it was running');
      await jobLost(db, job);
    }
  }

  #noteSeen(): void {
    const now = performance.now();
    if (now - this.#seen < SEEN_EVERY) return;
    this.#seen = now;
    this.#do(() => workerSeen(this.#options.db, this.#options.name));
  }

  #warnOfClock(time: string): void {
    const off = Date.parse(time) - Date.now();
    this.#clockAhead = Number.isFinite(off) ? off : 0;
    const wrong = Math.abs(off) > CLOCK_TOLERANCE;
    if (wrong && !this.#clockIsWrong) {
      this.#log.warn({ seconds: Math.round(off / 1000) }, "the worker's clock differs from the server's");
    }
    this.#clockIsWrong = wrong;
  }
}

/** Longest message of a job's end that is kept; lists show it. */
const MAX_MESSAGE = 10_000;
const MAX_WORD = 200;

function boundStatus(status: JobStatus): JobStatus {
  const { message, code, kind } = status;
  return {
    ...status,
    ...(message !== undefined && { message: message.slice(0, MAX_MESSAGE).toWellFormed() }),
    ...(code !== undefined && { code: code.slice(0, MAX_WORD) }),
    ...(kind !== undefined && { kind: kind.slice(0, MAX_WORD) }),
  };
}
