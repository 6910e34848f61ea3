// SPDX-License-Identifier: Apache-2.0
import type { AskedHold, Holding, Wish } from '@lava/protocol/wire/hold-wish.ts';
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
  readonly #wishes = new Said();
  readonly #asked = new Said();

  constructor(options: SessionHoldsOptions) {
    this.#options = options;
  }

  /** The worker does not know what is wanted of the board. */
  async holding(holding: Holding): Promise<void> {
    const { db, name, leases } = this.#options;
    this.#wishes.forget(holding.job);
    await jobHolds(db, name, holding, leases);
  }

  /** @param jobs those that the worker should have */
  wish(jobs: readonly JobOfWorker[]): void {
    const { port } = this.#options;
    const there = new Set(jobs.map(({ id }) => id));
    this.#wishes.keep(there);
    this.#asked.keep(there);
    for (const row of jobs) {
      const wish = wishOf(row);
      if (wish && this.#wishes.isDue(row.id, wish.number)) port.wish(row.id, wish);
      const asked = askedOf(row);
      if (asked && this.#asked.isDue(row.id, asked.number)) port.holdAfterFailure(row.id, asked);
    }
  }
}

/** What was said of jobs: the number of it, and when. */
class Said {
  readonly #said = new Map<number, { number: number; at: number }>();

  /** Whether it is to be said now, which then counts as done. */
  isDue(job: number, number: number): boolean {
    const said = this.#said.get(job);
    if (said?.number === number && performance.now() - said.at < AGAIN) return false;
    this.#said.set(job, { number, at: performance.now() });
    return true;
  }

  forget(job: number): void {
    this.#said.delete(job);
  }

  /** Forgets all others. */
  keep(jobs: ReadonlySet<number>): void {
    for (const job of this.#said.keys()) if (!jobs.has(job)) this.#said.delete(job);
  }
}

/** The worker knows what the definition says. */
function askedOf({ asked_hold: number, hold_seconds: seconds }: JobOfWorker): AskedHold | undefined {
  return number === null || number === 0 || seconds === null ? undefined : { number, seconds };
}

function wishOf({ lease, number, left, idle, power, power_number, end_reason }: JobOfWorker) {
  if (number === null || !WISHING_STATES.some((state) => state === lease)) return undefined;
  const wish: Wish['wish'] = { number, seconds: left };
  if (idle !== null) wish.idle = idle;
  if (power !== null && power_number !== null) wish.power = { number: power_number, to: power };
  if (lease === 'ending') wish.end = (end_reason ?? 'its time is over').slice(0, 1_000);
  return wish;
}
