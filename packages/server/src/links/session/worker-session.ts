// SPDX-License-Identifier: Apache-2.0
import type { Logger } from '@lava/kit/log/logger.ts';
import { toLavaError } from '@lava/protocol/error/error.ts';
import type { Ask } from '@lava/protocol/wire/group-call.ts';
import type { Holding } from '@lava/protocol/wire/hold-wish.ts';
import type { Exit } from '@lava/protocol/wire/messages.ts';
import { workerOffline, workerOnline, workerSeen } from '../../workers/presence.ts';
import { boundWord } from './bounds.ts';
import { WorkerClock } from './clock.ts';
import { WorkerIdentity } from './identity.ts';
import { Mailbox } from './mailbox.ts';
import { Pace } from './pace.ts';
import type { WorkerReport } from './port.ts';
import { SessionCalls } from './session-calls.ts';
import { SessionJobs, type SessionJobsOptions } from './session-jobs.ts';

export interface SessionOptions extends Omit<SessionJobsOptions, 'isSettled'> {
  /** How long after another process with the same key one is not believed what it lacks, milliseconds. */
  settle: number;
}

/** The database is updated that a worker is there at most so often, milliseconds. */
const SEEN_EVERY = 10_000;

/**
 * What the server knows of one worker's end of the link, whatever the link. Whatever is done for a worker is done one after
 * the other; the truth is in the database and on the worker, so a session may be made again at any time, and several masters
 * may have one of the same worker.
 */
export class WorkerSession {
  readonly #options: SessionOptions;
  readonly #log: Logger;
  readonly #jobs: SessionJobs;
  readonly #calls: SessionCalls;
  readonly #clock: WorkerClock;
  readonly #identity: WorkerIdentity;
  #greeted = false;
  #heard = performance.now();
  #seen = Number.NEGATIVE_INFINITY;
  readonly #mail: Mailbox;
  /** Each report is written down, so nobody may report as often as he can. */
  readonly #pace = new Pace();

  constructor(options: SessionOptions) {
    const { name, db } = options;
    this.#options = options;
    this.#log = options.log.child({ worker: name });
    this.#clock = new WorkerClock(this.#log);
    // Nothing is lost: the worker repeats what it said, and the sweep looks again.
    this.#mail = new Mailbox((error) =>
      this.#log.error(
        { reason: toLavaError(error).message },
        'a message of the worker could not be dealt with',
      ),
    );
    this.#identity = new WorkerIdentity({ db, name, log: this.#log, settle: options.settle });
    this.#calls = new SessionCalls(options);
    this.#jobs = new SessionJobs({
      ...options,
      log: this.#log,
      isSettled: () => this.#identity.isSettled,
    });
  }

  /** Milliseconds since the last message. */
  get silence(): number {
    return performance.now() - this.#heard;
  }

  /** Whether it was greeted and is heard. */
  get online(): boolean {
    return this.#greeted;
  }

  /** The worker has come, or says again what it has. */
  report(report: WorkerReport): void {
    this.#heard = performance.now();
    this.#mail.put('report', async () => {
      await this.#pace.wait();
      await this.#welcome(report);
    });
  }

  ping(): void {
    if (this.#mayTalk()) this.#options.port.ping();
  }

  /** The job's dispatcher exists. */
  started(job: number): void {
    if (this.#mayTalk()) this.#mail.putJob('started', job, () => this.#jobs.started(job));
  }

  exited(exit: Exit): void {
    if (!this.#mayTalk()) return;
    this.#mail.putJob('exited', exit.job, () => this.#jobs.exited(exit, this.#clock.ahead));
  }

  /** A job asks something of the others of its group. */
  asked(ask: Ask): void {
    if (this.#mayTalk()) this.#mail.putJob('asked', ask.job, () => this.#calls.asked(ask));
  }

  /** A job holds its board. */
  holding(holding: Holding): void {
    if (this.#mayTalk()) this.#mail.putJob('holding', holding.job, () => this.#jobs.holding(holding));
  }

  /** Something was said in the group, or in any when it is absent: whoever waits for that is looked at again. */
  said(group?: number): void {
    if (this.#greeted && this.#calls.waits(group)) this.#mail.put('said', () => this.#calls.look());
  }

  /** A worker that speaks no language of ours. */
  mismatch(message: string): void {
    this.#options.port.refuse('version-mismatch', message);
    this.#mail.put('report', async () => {
      await this.#pace.wait();
      await workerOffline(this.#options.db, this.#options.name, message, { event: 'mismatch' });
    });
  }

  /** Something changed that may concern this worker. */
  sync(): void {
    if (this.#greeted) this.#mail.put('sync', () => this.#jobs.sync(false));
  }

  /** The last record of a job that has ended is stored. */
  complete(job: number): void {
    this.#mail.putJob('complete', job, () => this.#jobs.complete(job));
  }

  /** The worker is silent. */
  lost(reason: string): void {
    if (!this.#greeted) return;
    this.#greeted = false;
    this.#log.warn({ reason }, 'worker is offline');
    // We note that it was seen a moment after we heard it; another gateway notes it all the time.
    const unheard = this.silence / 2;
    this.#mail.put('lost', () => workerOffline(this.#options.db, this.#options.name, reason, { unheard }));
  }

  /** Resolves when what was begun is done; the rest is left to what comes after. */
  async settle(): Promise<void> {
    await this.#mail.close();
  }

  /** Whoever was not greeted reports first. */
  #mayTalk(): boolean {
    this.#heard = performance.now();
    if (this.#greeted) this.#noteSeen();
    else this.#options.port.report();
    return this.#greeted;
  }

  async #welcome(report: WorkerReport): Promise<void> {
    const { db, name, port } = this.#options;
    const conflict = await this.#identity.come(report);
    if (conflict !== undefined) {
      port.refuse('conflict', conflict);
      return;
    }
    const next = await this.#jobs.reported(report.jobs);
    const [version, arch] = [boundWord(report.version), boundWord(report.arch)];
    await workerOnline(db, name, { version, arch });
    if (!this.#greeted) this.#log.info({ version, jobs: report.jobs.length }, 'worker is online');
    this.#clock.compare(report.time);
    port.welcome(next);
    this.#greeted = true;
    await this.#jobs.sync(true);
  }

  #noteSeen(): void {
    const now = performance.now();
    if (now - this.#seen < SEEN_EVERY) return;
    this.#seen = now;
    this.#mail.put('seen', async () => {
      await workerSeen(this.#options.db, this.#options.name);
      await this.#identity.heard();
    });
  }
}
