// SPDX-License-Identifier: Apache-2.0
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@lava/kit/log/logger.ts';
import type { Answer } from '@lava/protocol/wire/group-call.ts';
import type { FailureHold, Wish } from '@lava/protocol/wire/hold-wish.ts';
import type {
  Ack,
  Bundle,
  Hello,
  RecordsHeader,
  Welcome,
  WorkerMessage,
} from '@lava/protocol/wire/messages.ts';
import { type JobOptions, WorkerJob } from './job.ts';
import { JobDir } from './job-dir.ts';
import type { DispatcherCommand, JobPlace } from './launch.ts';
import type { Leftovers } from './leftovers.ts';
import { listJobs } from './list-jobs.ts';
import type { Reserve } from './reserve.ts';
import type { Standby } from './standby.ts';

export interface JobTableOptions {
  /** Directory of the jobs' directories. */
  path: string;
  dispatcher: DispatcherCommand;
  place: JobPlace;
  leftovers: Leftovers;
  standby: Standby | undefined;
  reserve: Reserve;
  log: Logger;
  now(): number;
  send(message: WorkerMessage): void;
  sendRecords(header: RecordsHeader, data: Buffer): void;
  onChange(): void;
}

/** How long the first hello waits for jobs that have to be ended first, milliseconds: the server must not miss the worker. */
const ADOPT_TIME = 5_000;

/** The jobs of this worker, and what the server says about them. */
export class JobTable {
  readonly #options: JobTableOptions;
  readonly #jobs = new Map<number, WorkerJob>();
  #linked = false;

  constructor(options: JobTableOptions) {
    this.#options = options;
  }

  list(): Hello['jobs'] {
    return [...this.#jobs.values()].map(({ id, state }) => ({
      job: id,
      state: state === 'ended' ? 'ended' : 'running',
    }));
  }

  /** Takes over what an earlier daemon left, whatever that is; jobs that take long to end do so later. */
  async adopt(): Promise<void> {
    const adopted = listJobs(this.#options.path).map(async (id) => {
      const job = this.#make(id);
      this.#jobs.set(id, job);
      try {
        await job.adopt();
      } catch (error) {
        await job.fail(error);
      }
      if (job.state === 'ended' && !job.exit) this.#drop(job);
    });
    await Promise.race([Promise.all(adopted), sleep(ADOPT_TIME, undefined, { ref: false })]);
    this.#options.onChange();
  }

  async start(bundle: Bundle): Promise<void> {
    const known = this.#jobs.get(bundle.job);
    if (known) {
      this.#announce(known);
      return;
    }
    const job = this.#make(bundle.job);
    this.#jobs.set(bundle.job, job);
    this.#options.log.info({ job: bundle.job }, 'job is started');
    await job.start(bundle);
    if (this.#linked) job.shipper.start(0);
    this.#announce(job);
    this.#options.onChange();
  }

  cancel(id: number, reason: string): void {
    const job = this.#jobs.get(id);
    if (!job) return; // the server sees in the next hello that there is none
    job.cancel(reason);
    this.#announce(job);
  }

  forget(id: number): void {
    const job = this.#jobs.get(id);
    if (job?.state !== 'ended') return;
    job.forget();
    this.#drop(job);
    this.#options.onChange();
  }

  onWelcome(welcome: Welcome): void {
    this.#linked = true;
    const next = new Map(welcome.jobs.map((entry) => [entry.job, entry.next]));
    for (const job of this.#jobs.values()) job.shipper.start(next.get(job.id) ?? 0);
    this.repeat();
  }

  onDown(): void {
    this.#linked = false;
    for (const job of this.#jobs.values()) job.shipper.stop();
  }

  onAck(ack: Ack): void {
    this.#jobs.get(ack.job)?.shipper.onAck(ack);
  }

  /** Says again what the server has not answered yet. */
  repeat(): void {
    for (const job of this.#jobs.values()) {
      this.#announce(job);
      job.repeat();
    }
  }

  /** Directory of a job that runs. */
  directoryOf(id: number): string | undefined {
    const job = this.#jobs.get(id);
    return job?.state === 'running' ? job.dir.path : undefined;
  }

  /** What the server says to a job. */
  hear(message: Answer | Wish | FailureHold): void {
    this.#jobs.get(message.job)?.heard(message);
  }

  close(): void {
    for (const job of this.#jobs.values()) job.close();
  }

  #announce(job: WorkerJob): void {
    if (job.state === 'running') this.#options.send({ type: 'started', job: job.id });
    else if (job.exit) this.#options.send(job.exit);
  }

  #drop(job: WorkerJob): void {
    job.close();
    this.#jobs.delete(job.id);
  }

  #make(id: number): WorkerJob {
    const { path, dispatcher, place, leftovers, standby, reserve, log, now, sendRecords } = this.#options;
    const options: JobOptions = {
      dispatcher,
      place,
      leftovers,
      standby,
      reserve,
      log,
      now,
      send: sendRecords,
      say: (message) => this.#options.send(message),
      onEnd: (job) => {
        this.#announce(job);
        this.#options.onChange();
        standby?.refill();
      },
    };
    return new WorkerJob(new JobDir(path, id), options);
  }
}
