// SPDX-License-Identifier: Apache-2.0
import type { Logger } from '@lava/kit/log/logger.ts';
import { toLavaError } from '@lava/protocol/error/error.ts';
import type { Database } from '../db/database.ts';
import type { Change } from '../db/listener.ts';
import { nextExpiry } from '../db/queries/queue.ts';
import { assignJobs, expireJobs, explainWaiting } from './apply.ts';

/** The safety net, for whatever a notification may have missed. Milliseconds. */
const SWEEP = 10_000;
/** Reasons are explained at most this often: with a long queue each change of the lab touches many jobs. */
const EXPLAIN_INTERVAL = 200;

/**
 * Runs a round whenever something changed that could matter. Any number of these may run on one database.
 */
export class Scheduler {
  readonly #db: Database;
  readonly #log: Logger;
  #unsubscribe: (() => void) | undefined;
  #sweep: NodeJS.Timeout | undefined;
  #expiry: NodeJS.Timeout | undefined;
  readonly #running = new Set<Promise<unknown>>();
  #inRound = false;
  #again = false;
  /** While reasons are being explained, and for the pause after it. */
  #explaining = false;
  #explainAgain = false;
  #pause: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(db: Database, log: Logger) {
    this.#db = db;
    this.#log = log;
  }

  start(): void {
    this.#unsubscribe = this.#db.changes.on((change) => this.#onChange(change));
    this.#sweep = setInterval(() => this.#onSweep(), SWEEP);
    this.#onSweep();
  }

  /** Waits for what is running. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#unsubscribe?.();
    clearInterval(this.#sweep);
    clearTimeout(this.#expiry);
    clearTimeout(this.#pause);
    while (this.#running.size > 0) await Promise.allSettled(this.#running);
  }

  #onChange(change: Change): void {
    switch (change.on) {
      case 'job':
        // Whatever else happens to a job that waits frees no device.
        if (change.was === null) this.#planExpiry();
        if (change.was === null || change.state === 'finished') this.#wake();
        return;
      case 'device':
        // A device that was just taken changes the reasons only.
        if (change.state === 'idle') this.#wake();
        else this.#wakeExplain();
        return;
      case 'worker':
        if (!change.keys) this.#wake();
        return;
      case 'device-type':
      case 'gap':
        this.#wake();
        return;
      case 'records':
        return;
      default:
        change satisfies never;
    }
  }

  async #wake(): Promise<void> {
    this.#again = true;
    if (this.#inRound) return;
    this.#inRound = true;
    while (this.#again && !this.#stopped) {
      this.#again = false;
      const jobs = await this.#guard('scheduling', () => assignJobs(this.#db));
      if (jobs && jobs.length > 0) this.#log.debug({ jobs }, 'scheduled');
    }
    this.#inRound = false;
    await this.#wakeExplain();
  }

  async #wakeExplain(): Promise<void> {
    this.#explainAgain = true;
    if (this.#explaining || this.#stopped) return;
    this.#explaining = true;
    this.#explainAgain = false;
    await this.#guard('explaining', () => explainWaiting(this.#db));
    this.#pause = setTimeout(() => {
      this.#explaining = false;
      if (this.#explainAgain) this.#wakeExplain();
    }, EXPLAIN_INTERVAL);
    if (this.#stopped) clearTimeout(this.#pause);
  }

  async #onSweep(): Promise<void> {
    await this.#expire();
    this.#wake();
  }

  async #expire(): Promise<void> {
    const expired = await this.#guard('queue timeouts', () => expireJobs(this.#db));
    if (expired && expired.length > 0) this.#log.info({ jobs: expired }, 'queue timeout');
    await this.#planExpiry();
  }

  /** The next queue timeout, exactly; a sweep comes anyway. */
  async #planExpiry(): Promise<void> {
    const wait = await this.#guard('queue timeouts', () => this.#db.run(nextExpiry));
    clearTimeout(this.#expiry);
    if (wait === undefined || wait > SWEEP || this.#stopped) return;
    this.#expiry = setTimeout(() => this.#expire(), Math.max(1, wait));
  }

  /** A round that fails is logged; the sweep comes again. */
  async #guard<T>(what: string, work: () => Promise<T>): Promise<T | undefined> {
    if (this.#stopped) return undefined;
    const running = work();
    this.#running.add(running);
    try {
      return await running;
    } catch (thrown) {
      const { code, message, stack } = toLavaError(thrown);
      this.#log.error({ code, error: message, ...(code === 'bug' && { stack }) }, `${what} failed`);
      return undefined;
    } finally {
      this.#running.delete(running);
    }
  }
}
