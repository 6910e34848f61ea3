// SPDX-License-Identifier: Apache-2.0
import { setTimeout as sleep } from 'node:timers/promises';
import { Progress } from '@lava/kit/progress.ts';
import { LavaError } from '@lava/protocol/error/error.ts';

/** How long what is stopped may take to end, milliseconds: a program gets SIGTERM and has some seconds. */
const STOP_TIME = 10_000;

/** Work that was begun before a step asks for it, and that must not continue after the job. */
export class Background {
  readonly progress = Progress.root();
  readonly #running = new Set<Promise<unknown>>();

  /** @returns the same; whoever waits for it gets its error */
  add<T>(work: Promise<T>): Promise<T> {
    const ended = work.catch(() => undefined).finally(() => this.#running.delete(ended));
    this.#running.add(ended);
    return work;
  }

  /** Ends what nobody waits for. Resolves when it has ended, so that nothing is written any more; in a bounded time. */
  async stop(): Promise<void> {
    this.progress.cancel(new LavaError('canceled', 'the job has ended'));
    const timer = new AbortController();
    const late = sleep(STOP_TIME, undefined, { signal: timer.signal }).catch(() => undefined);
    await Promise.race([Promise.all(this.#running), late]);
    timer.abort();
  }
}
