// SPDX-License-Identifier: Apache-2.0

import type { Change } from '../db/change.ts';
import type { Database } from '../db/database.ts';

type Follower = (change: Change) => void;

/**
 * The database's notifications, sorted for who follows one job: with many open pages, a record of one job must not wake
 * the followers of all others.
 */
export class EventBus {
  readonly #jobs = new Map<number, Set<Follower>>();
  readonly #workers = new Map<string, Set<Follower>>();
  readonly #all = new Set<Follower>();
  readonly #unsubscribe: () => void;

  constructor(db: Database) {
    this.#unsubscribe = db.changes.on((change) => this.#onChange(change));
  }

  /** Calls back when this job changed (`job`), has more records (`records`), or may have (`gap`, `many`). */
  onJob(id: number, follow: Follower): () => void {
    return enter(this.#jobs, id, follow);
  }

  /** Calls back when the worker came, went, or was changed. */
  onWorker(name: string, follow: Follower): () => void {
    return enter(this.#workers, name, follow);
  }

  /** Every change but those of records, and what tests say. */
  onChange(follow: Follower): () => void {
    this.#all.add(follow);
    return () => this.#all.delete(follow);
  }

  close(): void {
    this.#unsubscribe();
    this.#jobs.clear();
    this.#workers.clear();
    this.#all.clear();
  }

  #onChange(change: Change): void {
    if (change.on === 'gap' || (change.on === 'many' && change.of === 'job')) {
      for (const followers of this.#jobs.values()) for (const follow of followers) follow(change);
    } else if (change.on === 'many' && change.of === 'worker') {
      for (const followers of this.#workers.values()) for (const follow of followers) follow(change);
    } else if (change.on === 'job' || change.on === 'records') {
      for (const follow of this.#jobs.get(change.id) ?? []) follow(change);
    } else if (change.on === 'worker') {
      for (const follow of this.#workers.get(change.name) ?? []) follow(change);
    }
    if (change.on !== 'records' && change.on !== 'event') for (const follow of this.#all) follow(change);
  }
}

function enter<K>(all: Map<K, Set<Follower>>, key: K, follow: Follower): () => void {
  const followers = all.get(key) ?? new Set();
  all.set(key, followers);
  followers.add(follow);
  return () => {
    followers.delete(follow);
    if (followers.size === 0 && all.get(key) === followers) all.delete(key);
  };
}
