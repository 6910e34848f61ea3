// SPDX-License-Identifier: Apache-2.0
import type { Database } from '../db/database.ts';
import { onlineWorkers } from '../db/queries/workers.ts';
import { WORKER_TIMEOUT } from '../domain/worker.ts';
import { workerOffline } from './presence.ts';

/**
 * A living gateway writes down that it hears a worker at least every 10 s. So long a worker that looks silent is watched
 * before it counts as silent: its gateway may just have got its database back, or the database's clock may have been set.
 * Milliseconds.
 */
export const WATCH_MS = 20_000;

interface Observation {
  /** The database's note of when the worker was heard; only whether it changes matters. */
  seen: string | null;
  /** Since when the note is the same; the monotonic clock of this process. */
  since: number;
}

/**
 * The safety net for a gateway that died with its workers' links: nobody else would notice. Of any number of them on one
 * database none marks a worker that a living gateway holds, whatever the clocks say.
 */
export class SilenceWatch {
  readonly #db: Database;
  readonly #now: () => number;
  #observed = new Map<string, Observation>();

  /** @param now milliseconds of a monotonic clock */
  constructor(db: Database, now: () => number = () => performance.now()) {
    this.#db = db;
    this.#now = now;
  }

  /**
   * Looks once; to be repeated every few seconds. Marks workers as offline that have been silent for a minute.
   * @param held workers that this process hears itself
   */
  async look(held: ReadonlySet<string> = new Set()): Promise<string[]> {
    const online = await this.#db.run(onlineWorkers);
    const now = this.#now();
    const observed = new Map<string, Observation>();
    const silent: string[] = [];
    for (const { name, seen, silence } of online) {
      const before = this.#observed.get(name);
      const known = before?.seen === seen ? before : { seen, since: now };
      observed.set(name, known);
      const watched = now - known.since;
      // The second case is that of a database whose clock was set back.
      const isSilent =
        (silence > WORKER_TIMEOUT && watched >= WATCH_MS) || watched >= WORKER_TIMEOUT + WATCH_MS;
      if (isSilent && !held.has(name)) silent.push(name);
    }
    this.#observed = observed;
    for (const name of silent) await workerOffline(this.#db, name, 'not heard of for too long');
    return silent;
  }
}
