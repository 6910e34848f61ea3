// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Actor } from '../rights/permissions.ts';
import type { Database, Queries } from './database.ts';
import { perDatabase } from './per-database.ts';

/** Searches of one account at a time, or of all people without one; and how many more of it may wait. */
const EACH = 2;
const MOST_WAITING = 100;

interface Waiting {
  who: number;
  begin(): void;
}

/**
 * Reads whose conditions people make up may take as long as the database lets them. They never have more than a part of its
 * connections, and nobody has all of that part: workers, records and the reads of others continue.
 */
export class Searches {
  readonly #most: number;
  readonly #running = new Map<number, number>();
  #count = 0;
  #waiting: Waiting[] = [];

  /** @param most at a time, of everybody */
  constructor(most: number) {
    this.#most = most;
  }

  /** @throws LavaError `too-many-requests`, and what the work throws */
  async take<T>(who: number, work: () => Promise<T>): Promise<T> {
    if (this.#mayBegin(who)) this.#begin(who);
    else await this.#turn(who);
    try {
      return await work();
    } finally {
      this.#end(who);
    }
  }

  #turn(who: number): Promise<void> {
    if (this.#waiting.filter((one) => one.who === who).length >= MOST_WAITING) {
      const message = `${MOST_WAITING} searches of yours wait already; try again in a moment`;
      return Promise.reject(new LavaError('too-many-requests', message));
    }
    return new Promise((begin) => this.#waiting.push({ who, begin }));
  }

  #mayBegin(who: number): boolean {
    return this.#count < this.#most && (this.#running.get(who) ?? 0) < EACH;
  }

  #begin(who: number): void {
    this.#count++;
    this.#running.set(who, (this.#running.get(who) ?? 0) + 1);
  }

  #end(who: number): void {
    this.#count--;
    const left = (this.#running.get(who) ?? 0) - 1;
    if (left > 0) this.#running.set(who, left);
    else this.#running.delete(who);
    const next = this.#waiting.findIndex((one) => this.#mayBegin(one.who));
    if (next < 0) return;
    const [one] = this.#waiting.splice(next, 1);
    if (!one) return;
    this.#begin(one.who);
    one.begin();
  }
}

const searches = perDatabase((db) => new Searches(Math.max(1, Math.floor(db.connections / 2))));

/**
 * A read whose conditions the actor made up.
 * @throws LavaError `too-large` when it takes longer than a statement may, `too-many-requests`
 */
export function search<T>(db: Database, actor: Actor | null, read: (q: Queries) => Promise<T>): Promise<T> {
  return searches(db).take(actor?.id ?? -1, () => db.run(read, { once: true }));
}
