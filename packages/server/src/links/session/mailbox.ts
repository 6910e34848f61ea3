// SPDX-License-Identifier: Apache-2.0

/** Pieces of work for single jobs that wait; more are left out. */
const MOST = 1_000;

/**
 * What is to be done for one worker, one after the other, however fast it talks: work that says the same again takes the
 * place of what waits, and beyond a number work is left out, since whatever counts is said again.
 */
export class Mailbox {
  readonly #waiting = new Map<string, () => Promise<void>>();
  readonly #onError: (error: unknown) => void;
  #running: Promise<void> | undefined;

  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  /** @param what one of a few names; of each only the last that was put waits */
  put(what: string, work: () => Promise<void>): void {
    this.#waiting.delete(what);
    this.#waiting.set(what, work);
    this.#running ??= this.#run();
  }

  /** The same for a job. */
  putJob(what: string, job: number, work: () => Promise<void>): void {
    if (this.#waiting.size < MOST) this.put(`${what} ${job}`, work);
  }

  /** Resolves when what was begun is done; what waits is left out. */
  async close(): Promise<void> {
    this.#waiting.clear();
    await this.#running;
  }

  async #run(): Promise<void> {
    await undefined; // what is put by the first piece of work must find this running
    for (const [what, work] of this.#waiting) {
      this.#waiting.delete(what);
      await work().catch(this.#onError);
    }
    this.#running = undefined;
  }
}
