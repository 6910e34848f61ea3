// SPDX-License-Identifier: Apache-2.0
import type { Logger } from '@lava/kit/log/logger.ts';
import { Slice } from '@lava/kit/slice.ts';
import { toLavaError } from '@lava/protocol/error/error.ts';
import type { Holding } from '@lava/protocol/wire/hold-wish.ts';
import type { Bundle, Exit } from '@lava/protocol/wire/messages.ts';
import { LRUCache } from 'lru-cache';
import { type JobOfWorker, jobsById, jobsOfWorker, setDeadline } from '../../db/queries/job-state.ts';
import { withoutQuotations } from '../../devices/problem.ts';
import {
  finishFromExit,
  finishIfComplete,
  jobCanceledUnstarted,
  jobExited,
  jobLost,
  jobNotStartable,
  jobOverdue,
  jobStarted,
} from '../../jobs/lifecycle.ts';
import { boundStatus } from './bounds.ts';
import { LateRecords } from './late-records.ts';
import type { WorkerReport } from './port.ts';
import { reconcile, type Step } from './reconcile.ts';
import { SessionHolds, type SessionHoldsOptions } from './session-holds.ts';

export interface SessionJobsOptions extends SessionHoldsOptions {
  log: Logger;
  makeBundle(job: number): Promise<Bundle>;
  /** True while records cannot be stored. */
  stalled(): boolean;
  /** Whether what the worker does not report is lost. */
  isSettled(): boolean;
  /** Milliseconds without a record after which one that has ended is finished without the rest. */
  patience: number;
}

/**
 * So long after its time limit a job is abandoned that its worker still calls running, seconds: a worker that works kills
 * it an hour and a tenth after its limit, by the longest grace that can be set.
 */
const GIVE_UP_S = 4_200;
/** A `start` that was not answered is sent again after so long, milliseconds. */
const START_AGAIN = 5_000;

/** The jobs of one worker: what it has said that it holds, and what the database says that it should. */
export class SessionJobs {
  readonly #options: SessionJobsOptions;
  readonly #log: Logger;
  readonly #held = new Map<number, 'running' | 'ended'>();
  readonly #startSent = new Map<number, number>();
  readonly #missing = new Set<number>();
  readonly #late: LateRecords;
  readonly #holds: SessionHolds;
  readonly #finished = new LRUCache<number, true>({ max: 1_000 });

  constructor(options: SessionJobsOptions) {
    this.#options = options;
    this.#log = options.log;
    this.#late = new LateRecords(options.patience);
    this.#holds = new SessionHolds(options);
  }

  /**
   * Takes the worker's report of what it holds.
   * @returns from where on the records of each are wanted
   */
  async reported(jobs: WorkerReport['jobs']): Promise<{ job: number; next: number }[]> {
    const { db, name } = this.#options;
    this.#held.clear();
    for (const { job, state } of jobs) this.#held.set(job, state);
    const rows = await db.run((q) => jobsById(q, [...this.#held.keys()]));
    const next = new Map(rows.map((row) => [row.id, row.worker === name ? row.next_seq : 0]));
    return jobs.map(({ job }) => ({ job, next: next.get(job) ?? 0 }));
  }

  /** The last record of a job that has ended is stored. */
  async complete(job: number): Promise<void> {
    const finished = await this.#options.db.transaction((q) => finishIfComplete(q, job));
    if (finished && this.#held.get(job) === 'ended') this.#forget(job);
    if (finished) this.#sayFinished(job);
  }

  async started(job: number): Promise<void> {
    const { db, name } = this.#options;
    const first = !this.#held.has(job);
    if (this.#held.get(job) !== 'ended') this.#held.set(job, 'running');
    this.#missing.delete(job);
    this.#startSent.delete(job);
    if (await jobStarted(db, name, job)) this.#log.info({ job }, 'job runs');
    if (first) await this.sync(false);
  }

  /** @param clockAhead milliseconds that the worker's clock is ahead of ours */
  async exited({ job, records, status }: Exit, clockAhead: number): Promise<void> {
    const { db, name, stalled } = this.#options;
    this.#held.set(job, 'ended');
    this.#startSent.delete(job);
    const said = { records, status: boundStatus(status), clockAhead };
    if (await jobExited(db, name, job, said)) this.#sayFinished(job);
    let row = await this.#row(job);
    if (row && row.state !== 'finished' && row.worker === name && stalled()) {
      // The log follows when there is space again; the device must not wait for that.
      await finishFromExit(db, job);
      row = await this.#row(job);
    }
    if (!row || row.worker !== name || (row.state === 'finished' && row.next_seq >= records))
      this.#forget(job);
  }

  /** A job holds its board; what is wanted of it is the answer. */
  async holding(holding: Holding): Promise<void> {
    await this.#holds.holding(holding);
    await this.sync(false);
  }

  async #row(job: number): Promise<(JobOfWorker & { worker: string | null }) | undefined> {
    const [row] = await this.#options.db.run((q) => jobsById(q, [job]));
    return row;
  }

  /** Once, however often the worker says that it has ended. */
  #sayFinished(job: number): void {
    if (this.#finished.has(job)) return;
    this.#finished.set(job, true);
    this.#log.info({ job }, 'job is finished');
  }

  #forget(job: number): void {
    this.#options.port.forget(job);
    this.#held.delete(job);
  }

  /** @param fresh whether `held` is what the worker has just said, so that what it lacks is missing */
  async sync(fresh: boolean): Promise<void> {
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
    for (const { id, overdue, state, worker } of rows) {
      if (!overdue || state === 'finished' || worker !== name) continue;
      this.#log.error({ job: id }, 'the worker does not end a job; it is abandoned');
      await jobOverdue(db, id);
    }
    const slice = new Slice();
    for (const step of reconcile(name, this.#held, rows)) {
      await this.#take(step, fresh);
      if (slice.isOver) await slice.rest(); // a worker may say that it holds thousands of jobs
    }
    this.#holds.wish(rows.filter((row) => row.worker === name && row.exit_records === null));
    const ended = rows.filter(
      (row) => row.worker === name && row.state !== 'finished' && row.exit_records !== null,
    );
    const late = this.#late.look(ended);
    for (const { id } of ended) {
      if (!stalled() && !late.has(id)) continue;
      if (late.has(id))
        this.#log.warn({ job: id }, 'records of a job that has ended do not come; it is finished');
      await finishFromExit(db, id);
    }
  }

  async #take(step: Step, fresh: boolean): Promise<void> {
    const { db, name, port } = this.#options;
    switch (step.do) {
      case 'start':
        await this.#start(step.job);
        break;
      case 'started':
        await jobStarted(db, name, step.job);
        break;
      case 'cancel':
        port.cancel(step.job, step.reason);
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
    const { db, port, makeBundle } = this.#options;
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
    const { seconds } = bundle.limits;
    if (seconds !== undefined && sent === undefined)
      await db.run((q) => setDeadline(q, job, seconds + GIVE_UP_S));
    this.#startSent.set(job, performance.now());
    port.start(bundle);
  }

  /** A job is abandoned only when the worker lacks it in two reports, the second asked for after the first. */
  async #lacks({ job, canceled }: Step & { do: 'missing' }, fresh: boolean): Promise<void> {
    const { db, port } = this.#options;
    if (canceled && this.#startSent.has(job)) port.cancel(job, 'the job was canceled');
    if (!fresh || !this.#missing.has(job)) {
      this.#missing.add(job);
      port.report();
      return;
    }
    // The sweep asks again.
    if (!this.#options.isSettled()) return;
    this.#missing.delete(job);
    this.#startSent.delete(job);
    if (canceled) {
      await jobCanceledUnstarted(db, job);
    } else {
      this.#log.error({ job }, 'the worker does not know a job that it was running');
      await jobLost(db, job);
    }
  }
}
