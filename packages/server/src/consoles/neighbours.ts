// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import type { ConsoleTyped } from '@lava/protocol/wire/console.ts';
import type { Change } from '../db/change.ts';
import type { Database } from '../db/database.ts';
import { tellNeighbours } from '../db/queries/consoles.ts';
import { Forward } from './forward.ts';
import { MOST_JOBS, NeighbourMessage } from './neighbour-message.ts';
import type { ConsoleSource } from './source.ts';
import type { WatchedJob } from './watched-job.ts';

/** Another process that does not say again what it watches is gone, milliseconds. */
const FORGET = 10_000;

/** Messages that wait for the database; more are left out, and are missing on the screens of others. */
const MOST_WAITING = 200;

/**
 * The consoles of workers that are linked to another process, and watchers of other processes here. They speak through the
 * database, the only thing that all processes reach, and at its pace: who is slow skips.
 */
export class Neighbours {
  readonly #db: Database;
  readonly #hub: ConsoleSource;
  readonly #me = randomUUID();
  /** Grows when something may have been missed. */
  #round = 0;
  /** What others watch here, by process and worker. */
  readonly #forwards = new Map<string, { forward: Forward; heard: number; round: number }>();
  /** Jobs that are watched elsewhere, for what is heard of them. */
  readonly #wanted = new Map<number, WatchedJob>();
  #waiting = 0;
  #saying: Promise<void> = Promise.resolve();

  constructor(db: Database, hub: ConsoleSource) {
    this.#db = db;
    this.#hub = hub;
  }

  close(): void {
    for (const { forward } of this.#forwards.values()) forward.close();
    this.#forwards.clear();
  }

  /** All jobs of the worker that are watched here. */
  want(worker: string, jobs: readonly WatchedJob[]): void {
    for (const [id, job] of this.#wanted) if (job.worker === worker) this.#wanted.delete(id);
    for (const job of jobs.slice(0, MOST_JOBS)) this.#wanted.set(job.id, job);
    const ids = jobs.slice(0, MOST_JOBS).map(({ id }) => id);
    void this.#tell({ say: 'want', from: this.#me, round: this.#round, worker, jobs: ids });
  }

  type(worker: string, typed: ConsoleTyped): void {
    void this.#tell({ say: 'typed', worker, typed });
  }

  writerChanged(job: number): void {
    void this.#tell({ say: 'writer', from: this.#me, job });
  }

  /** Notifications may have been lost. */
  missed(): void {
    this.#round += 1;
  }

  /** Drops what is watched by processes that are gone. */
  forget(): void {
    for (const [key, { forward, heard }] of this.#forwards) {
      if (performance.now() - heard < FORGET) continue;
      forward.close();
      this.#forwards.delete(key);
    }
  }

  heard({ text }: Change & { on: 'console' }): void {
    const message = NeighbourMessage.safeParse(JSON.parse(text)).data;
    if (message?.say === 'want' && message.from !== this.#me) this.#serve(message);
    else if (message?.say === 'list' && message.to === this.#me)
      this.#wanted.get(message.job)?.list(message.consoles);
    else if (message?.say === 'output' && message.to === this.#me)
      this.#wanted
        .get(message.job)
        ?.screen(message.console)
        ?.take(Buffer.from(message.data, 'base64'), message);
    else if (message?.say === 'typed' && this.#hub.isLinked(message.worker))
      this.#hub.type(message.worker, message.typed);
    else if (message?.say === 'writer' && message.from !== this.#me) this.#hub.lookAtWriter(message.job);
  }

  #serve({ from, worker, jobs, round }: NeighbourMessage & { say: 'want' }): void {
    if (!this.#hub.isLinked(worker)) return;
    const key = `${from} ${worker}`;
    const known = this.#forwards.get(key);
    if (known?.round !== round) known?.forward.close();
    const forward =
      known?.round === round
        ? known.forward
        : new Forward(this.#hub, worker, (message) => this.#tell({ ...message, to: from }));
    this.#forwards.set(key, { forward, round, heard: performance.now() });
    forward.watch(jobs);
  }

  /** One after the other. @returns whether it was said */
  async #tell(message: NeighbourMessage): Promise<boolean> {
    if (this.#waiting >= MOST_WAITING) return false;
    this.#waiting += 1;
    const text = JSON.stringify(message);
    const said = this.#saying.then(async () => {
      try {
        await this.#db.run((q) => tellNeighbours(q, text));
        return true;
      } catch {
        return false; // the database is away; what counts is said again
      } finally {
        this.#waiting -= 1;
      }
    });
    this.#saying = said.then(() => undefined);
    return said;
  }
}
