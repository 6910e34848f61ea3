// SPDX-License-Identifier: Apache-2.0

/** How long the turns of this thread's loop are, in processor time, which a busy machine does not lengthen. */
export class LoopWatch {
  #longest = 0;
  #last = process.threadCpuUsage();
  readonly #timer = setInterval(() => this.#look(), 1);

  /** Milliseconds of processor time of the longest turn so far. */
  get longest(): number {
    return this.#longest;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const now = process.threadCpuUsage();
    const spent = now.user + now.system - this.#last.user - this.#last.system;
    this.#longest = Math.max(this.#longest, spent / 1_000);
    this.#last = now;
  }
}
