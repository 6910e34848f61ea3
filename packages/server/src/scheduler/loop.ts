// SPDX-License-Identifier: Apache-2.0
import type { Logger } from '@lava/kit/log/logger.ts';
import { toLavaError } from '@lava/protocol/error/error.ts';
import type { Change } from '../db/change.ts';
import type { Database } from '../db/database.ts';
import { foldCharges } from '../db/queries/fair-share.ts';
import { nextExpiry } from '../db/queries/queue.ts';
import { endFailedGroups } from '../jobs/groups.ts';
import type { JobRules } from '../jobs/submit/envelope.ts';
import { endOverdueLeases } from '../leases/holding.ts';
import { assignJobs, expireJobs } from './apply.ts';
import { startHealthChecks } from './health-checks.ts';

/** The safety net, for whatever a notification may have missed. Milliseconds. */
const SWEEP = 10_000;
/** When another process has its round, it may not have seen what woke this one, and may die: look again after so long. */
const LOOK_AGAIN = 100;

/**
 * Runs a round whenever something changed that could matter. Any number of these may run on one database.
 */
export class Scheduler {
  readonly #db: Database;
  readonly #log: Logger;
  readonly #rules: JobRules;
  #unsubscribe: (() => void) | undefined;
  #sweep: NodeJS.Timeout | undefined;
  #expiry: NodeJS.Timeout | undefined;
  readonly #running = new Set<Promise<unknown>>();
  #inRound = false;
  #again = false;
  #later: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(db: Database, log: Logger, rules: JobRules = {}) {
    this.#db = db;
    this.#rules = rules;
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
    clearTimeout(this.#later);
    while (this.#running.size > 0) await Promise.allSettled(this.#running);
  }

  #onChange(change: Change): void {
    switch (change.on) {
      case 'job': {
        // Whatever else happens to a job that waits frees no device; one that is to be tried again waits once more.
        const waits = change.state === 'submitted' && change.was !== 'submitted';
        if (waits) this.#planExpiry();
        if (waits || change.state === 'finished') this.#wake();
        return;
      }
      case 'device':
        if (change.state === 'idle') this.#wake();
        return;
      case 'worker':
        if (!change.keys) this.#wake();
        return;
      case 'device-type':
        this.#wake();
        return;
      case 'many':
      case 'gap':
        this.#planExpiry();
        this.#wake();
        return;
      case 'records':
      case 'multinode':
      case 'console':
      case 'event':
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
      await this.#guard('ending groups', () => endFailedGroups(this.#db));
      const jobs = await this.#guard('scheduling', () => this.#round());
      if (jobs === 'busy') this.#lookAgain();
      else if (jobs && jobs.length > 0) {
        this.#again = true; // more may fit than one round takes
        this.#log.debug({ jobs }, 'scheduled');
      }
    }
    this.#inRound = false;
  }

  async #round(): Promise<number[] | 'busy'> {
    const checks = await startHealthChecks(this.#db, this.#rules);
    const jobs = checks && (await assignJobs(this.#db));
    return jobs ? [...checks, ...jobs] : 'busy';
  }

  #lookAgain(): void {
    clearTimeout(this.#later);
    if (!this.#stopped) this.#later = setTimeout(() => this.#wake(), LOOK_AGAIN);
  }

  async #onSweep(): Promise<void> {
    await this.#expire();
    while (await this.#guard('used device time', () => this.#db.run(foldCharges)));
    this.#wake();
  }

  async #expire(): Promise<void> {
    const expired = await this.#guard('queue timeouts', () => expireJobs(this.#db));
    if (expired && expired.length > 0) this.#log.info({ jobs: expired }, 'queue timeout');
    const over = await this.#guard('ends of leases', () => endOverdueLeases(this.#db));
    if (over && over.length > 0) this.#log.info({ jobs: over }, 'leases are over');
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
