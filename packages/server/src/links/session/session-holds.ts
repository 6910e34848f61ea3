// SPDX-License-Identifier: Apache-2.0
import type { Holding, Wish } from '@lava/protocol/wire/hold-wish.ts';
import type { Database } from '../../db/database.ts';
import type { JobOfWorker } from '../../db/queries/job-state.ts';
import { WISHING_STATES } from '../../domain/lease.ts';
import { jobHolds } from '../../leases/holding.ts';
import type { LeaseRules } from '../../rights/leases.ts';
import type { WorkerPort } from './port.ts';

export interface SessionHoldsOptions {
  /** Of the worker. */
  name: string;
  db: Database;
  port: WorkerPort;
  leases: LeaseRules;
}

/** What was wished is said again after so long, milliseconds: whoever has it already does nothing. */
const AGAIN = 10_000;

/** Boards that jobs of one worker hold for people, and what those want of them. */
export class SessionHolds {
  readonly #options: SessionHoldsOptions;
  /** By job, what was said last, and when. */
  readonly #said = new Map<number, { number: number; at: number }>();

  constructor(options: SessionHoldsOptions) {
    this.#options = options;
  }

  /** The worker does not know what is wanted of the board. */
  async holding(holding: Holding): Promise<void> {
    const { db, name, leases } = this.#options;
    this.#said.delete(holding.job);
    await jobHolds(db, name, holding, leases);
  }

  /** @param jobs those that the worker should have */
  wish(jobs: readonly JobOfWorker[]): void {
    const there = new Set(jobs.map(({ id }) => id));
    for (const job of this.#said.keys()) if (!there.has(job)) this.#said.delete(job);
    for (const row of jobs) {
      const wish = wishOf(row);
      const said = this.#said.get(row.id);
      if (!wish || (said?.number === wish.number && performance.now() - said.at < AGAIN)) continue;
      this.#said.set(row.id, { number: wish.number, at: performance.now() });
      this.#options.port.wish(row.id, wish);
    }
  }
}

function wishOf({ lease, number, left, idle, power, power_number, end_reason }: JobOfWorker) {
  if (number === null || !WISHING_STATES.some((state) => state === lease)) return undefined;
  const wish: Wish['wish'] = { number, seconds: left };
  if (idle !== null) wish.idle = idle;
  if (power !== null && power_number !== null) wish.power = { number: power_number, to: power };
  if (lease === 'ending') wish.end = (end_reason ?? 'its time is over').slice(0, 1_000);
  return wish;
}
