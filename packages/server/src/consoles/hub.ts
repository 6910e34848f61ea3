// SPDX-License-Identifier: Apache-2.0
import type {
  ConsoleOutput,
  ConsoleSeen,
  Consoles,
  ConsoleTyped,
  Watch,
} from '@lava/protocol/wire/console.ts';
import { jobOf } from '@lava/protocol/wire/run-number.ts';
import type { Database } from '../db/database.ts';
import { Neighbours } from './neighbours.ts';
import type { ConsoleSource } from './source.ts';
import { WatchedJob } from './watched-job.ts';

/** The workers that are linked to this process. */
export interface ConsoleLink {
  isLinked(worker: string): boolean;
  /** Never waits; may be lost. */
  send(worker: string, message: Watch | ConsoleSeen | ConsoleTyped): void;
}

/** How often it is said again what is watched, milliseconds. */
const AGAIN = 3_000;

/**
 * The consoles that are watched, between people and workers, in one process. What is watched is said as a whole, and again
 * and again, so that each end may come and go. A worker that is linked to another process is reached through that.
 */
export class ConsoleHub implements ConsoleSource {
  readonly #jobs = new Map<number, WatchedJob>();
  readonly #neighbours: Neighbours;
  readonly #timer: NodeJS.Timeout;
  readonly #unfollow: () => void;
  /** Workers that watch something for us. */
  readonly #told = new Set<string>();
  #link: ConsoleLink | undefined;

  constructor(db: Database) {
    this.#neighbours = new Neighbours(db, this);
    this.#timer = setInterval(() => this.#sayAll(), AGAIN);
    this.#timer.unref();
    this.#unfollow = db.changes.on((change) => {
      if (change.on === 'console') this.#neighbours.heard(change);
      // A job that begins to run has consoles.
      if (change.on === 'job') for (const { worker } of this.#runsOf(change.id)) this.#say(worker);
      if (change.on === 'gap') this.#neighbours.missed();
    });
  }

  /** This process has the workers' links. @returns takes that back */
  use(link: ConsoleLink): () => void {
    this.#link = link;
    return () => {
      this.#link = undefined;
    };
  }

  close(): void {
    clearInterval(this.#timer);
    this.#unfollow();
    this.#neighbours.close();
    this.#jobs.clear();
  }

  /**
   * Watches the consoles of a job that runs on the worker, by what that calls it.
   * @param changed called when the list of consoles changed, or who has a keyboard
   */
  watch(job: number, worker: string, changed: () => void): { job: WatchedJob; stop: () => void } {
    const known = this.#jobs.get(job);
    const watched = known?.worker === worker ? known : new WatchedJob(job, worker);
    this.#jobs.set(job, watched);
    const unfollow = watched.follow(changed);
    if (watched !== known) this.#say(worker);
    return {
      job: watched,
      stop: () => {
        unfollow();
        if (!watched.idle || this.#jobs.get(job) !== watched) return;
        this.#jobs.delete(job);
        this.#say(worker);
      },
    };
  }

  /** Somebody types, who may. */
  type(worker: string, typed: ConsoleTyped): void {
    if (this.isLinked(worker)) this.#link?.send(worker, typed);
    else this.#neighbours.type(worker, typed);
  }

  /** Somebody else has a keyboard of the job. */
  writerChanged(job: number): void {
    this.lookAtWriter(job);
    this.#neighbours.writerChanged(job);
  }

  /** The same was heard of another process. */
  lookAtWriter(job: number): void {
    for (const run of this.#runsOf(job)) run.changed();
  }

  #runsOf(job: number): WatchedJob[] {
    return [...this.#jobs.values()].filter(({ id }) => jobOf(id) === job);
  }

  isLinked(worker: string): boolean {
    return this.#link?.isLinked(worker) === true;
  }

  /** From the worker, of a job that it runs. */
  output(worker: string, { job, number, console: name, fresh, skipped }: ConsoleOutput, data: Buffer): void {
    this.#link?.send(worker, { type: 'console-seen', job, number });
    this.#jobOf(worker, job)?.screen(name)?.take(data, { fresh, skipped });
  }

  list(worker: string, { job, consoles }: Consoles): void {
    this.#jobOf(worker, job)?.list(consoles);
  }

  /** The worker has come, and knows nothing of what is watched. */
  greeted(worker: string): void {
    this.#told.delete(worker);
    this.#say(worker);
  }

  /** A worker can say nothing of jobs of others. */
  #jobOf(worker: string, id: number): WatchedJob | undefined {
    const job = this.#jobs.get(id);
    return job?.worker === worker ? job : undefined;
  }

  #say(worker: string): void {
    const jobs = [...this.#jobs.values()].filter((job) => job.worker === worker);
    if (!this.isLinked(worker)) {
      this.#neighbours.want(worker, jobs);
      return;
    }
    if (jobs.length === 0 && !this.#told.has(worker)) return;
    if (jobs.length > 0) this.#told.add(worker);
    else this.#told.delete(worker);
    this.#link?.send(worker, { type: 'watch', jobs: jobs.map(({ id }) => id) });
  }

  #sayAll(): void {
    for (const worker of new Set([...this.#told, ...[...this.#jobs.values()].map((job) => job.worker)]))
      this.#say(worker);
    this.#neighbours.forget();
  }
}
