// SPDX-License-Identifier: Apache-2.0
import type { LavaError } from '@lava/protocol/error/error.ts';

/** Longest delay that timers take, 2^31-1 ms; a longer wait is re-armed. */
const MAX_TIMER = 2 ** 31 - 1;

/**
 * A deadline and a cancel signal: first parameter of every function that may wait. Times are milliseconds of the
 * monotonic clock (`performance.now()`), so a changed wall clock moves nothing. A child never outlives its parent: its
 * deadline is the earlier of both, and the first reason to end wins and stays.
 */
export class Progress implements Disposable {
  readonly deadline: number;
  readonly #controller = new AbortController();
  readonly #parent: Progress | undefined;
  readonly #onParent: (() => void) | undefined;
  #timer: NodeJS.Timeout | undefined;

  private constructor(deadline: number, timedOut: (() => LavaError) | undefined, parent?: Progress) {
    this.deadline = parent ? Math.min(deadline, parent.deadline) : deadline;
    this.#parent = parent;
    if (parent) {
      this.#onParent = () => this.cancel(parent.signal.reason);
      if (parent.signal.aborted) this.#onParent();
      else parent.signal.addEventListener('abort', this.#onParent, { once: true });
    }
    // Only the owner of a deadline arms a timer: a deadline taken from the parent fires there, with its own reason.
    if (timedOut && deadline === this.deadline) this.#arm(timedOut);
  }

  /** No deadline; only `cancel` ends it. */
  static root(): Progress {
    return new Progress(Number.POSITIVE_INFINITY, undefined);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** @param ms from now; 0 or less ends immediately; absent means the parent's deadline */
  child(ms?: number, timedOut?: () => LavaError): Progress {
    const deadline = ms === undefined ? Number.POSITIVE_INFINITY : performance.now() + ms;
    return new Progress(deadline, timedOut, this);
  }

  cancel(reason: unknown): void {
    if (!this.signal.aborted) this.#controller.abort(reason);
  }

  /** Milliseconds left, never negative; Infinity without a deadline. */
  remaining(): number {
    return Math.max(0, this.deadline - performance.now());
  }

  throwIfDone(): void {
    this.signal.throwIfAborted();
  }

  /** The promise's outcome, or the reason to end, whichever comes first. The loser is not stopped by this. */
  async race<T>(promise: Promise<T>): Promise<T> {
    // Nobody waits for the loser, so nobody else takes its error.
    promise.catch(() => undefined);
    this.throwIfDone();
    let onAbort: (() => void) | undefined;
    const aborted = new Promise<never>((_, reject) => {
      onAbort = () => reject(this.signal.reason);
      this.signal.addEventListener('abort', onAbort, { once: true });
    });
    try {
      return await Promise.race([promise, aborted]);
    } finally {
      if (onAbort) this.signal.removeEventListener('abort', onAbort);
    }
  }

  async sleep(ms: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    try {
      await this.race(new Promise((resolve) => (timer = setTimeout(resolve, ms))));
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ends the timer and lets go of the parent; waits that still race this one continue. */
  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    if (this.#onParent) this.#parent?.signal.removeEventListener('abort', this.#onParent);
  }

  #arm(timedOut: () => LavaError): void {
    if (this.signal.aborted) return;
    const left = this.remaining();
    if (left <= 0) this.cancel(timedOut());
    else if (left !== Number.POSITIVE_INFINITY)
      this.#timer = setTimeout(() => this.#arm(timedOut), Math.min(Math.ceil(left), MAX_TIMER));
  }
}
