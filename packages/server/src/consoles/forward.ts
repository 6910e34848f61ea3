// SPDX-License-Identifier: Apache-2.0

import { MOST_OUTPUT, type NeighbourMessage } from './neighbour-message.ts';
import type { Viewer } from './screen.ts';
import type { ConsoleSource } from './source.ts';
import type { WatchedJob } from './watched-job.ts';

type Said = { say: 'list' | 'output' } & NeighbourMessage;
type Unaddressed<T> = T extends unknown ? Omit<T, 'to'> : never;

/** Watches jobs of one worker for another process, as any other watcher does. */
export class Forward {
  readonly #hub: ConsoleSource;
  readonly #worker: string;
  readonly #tell: (message: Unaddressed<Said>) => Promise<boolean>;
  readonly #jobs = new Map<number, ForwardedJob>();

  constructor(hub: ConsoleSource, worker: string, tell: (message: Unaddressed<Said>) => Promise<boolean>) {
    this.#hub = hub;
    this.#worker = worker;
    this.#tell = tell;
  }

  watch(jobs: readonly number[]): void {
    for (const [id, job] of this.#jobs) {
      if (jobs.includes(id)) continue;
      job.close();
      this.#jobs.delete(id);
    }
    for (const id of jobs) {
      const known = this.#jobs.get(id);
      if (known) known.list();
      else this.#jobs.set(id, new ForwardedJob(this.#hub, id, this.#worker, this.#tell));
    }
  }

  close(): void {
    this.watch([]);
  }
}

class ForwardedJob {
  readonly #watched: { job: WatchedJob; stop: () => void };
  readonly #tell: (message: Unaddressed<Said>) => Promise<boolean>;
  readonly #viewers = new Map<string, Viewer>();
  readonly #busy = new Set<string>();

  constructor(
    hub: ConsoleSource,
    id: number,
    worker: string,
    tell: (message: Unaddressed<Said>) => Promise<boolean>,
  ) {
    this.#tell = tell;
    this.#watched = hub.watch(id, worker, () => this.list());
    this.list();
  }

  list(): void {
    const { id, consoles } = this.#watched.job;
    void this.#tell({ say: 'list', job: id, consoles: [...consoles] });
    for (const { name } of consoles) this.#view(name);
  }

  close(): void {
    this.#watched.stop();
    for (const viewer of this.#viewers.values()) viewer.close();
  }

  #view(name: string): void {
    if (this.#viewers.has(name)) return;
    const viewer = this.#watched.job.screen(name)?.view(() => void this.#pump(name));
    if (!viewer) return;
    this.#viewers.set(name, viewer);
    void this.#pump(name);
  }

  /** One piece at a time; what comes meanwhile waits on the screen, or is skipped there. */
  async #pump(name: string): Promise<void> {
    if (this.#busy.has(name)) return;
    this.#busy.add(name);
    for (let piece = this.#next(name); piece; piece = this.#next(name)) {
      const { bytes, ...rest } = piece;
      const job = this.#watched.job.id;
      await this.#tell({ say: 'output', job, console: name, ...rest, data: bytes.toString('base64') });
    }
    this.#busy.delete(name);
  }

  #next(name: string) {
    return this.#viewers.get(name)?.next(MOST_OUTPUT);
  }
}
