// SPDX-License-Identifier: Apache-2.0
import { fail } from './failure.ts';
import type { TemplateLimits } from './limits.ts';

/** Steps between two looks at the clock; a step takes well under a microsecond, a look about a tenth. */
const STEPS = 500;

/** Processor time of this thread, milliseconds; that of the clock where none is counted, as in a browser. */
function processorTime(): number {
  const used = globalThis.process?.threadCpuUsage?.();
  return used ? (used.user + used.system) / 1_000 : performance.now();
}

/** Counts what one rendering costs and ends it at the limit. */
export class Meter {
  readonly #limits: TemplateLimits;
  readonly #start = processorTime();
  /** Before it the limit cannot be reached. By the clock, which is cheaper to read. */
  #earliest: number;
  #steps = STEPS;
  #done = 0;
  #memory = 0;
  #depth = 0;

  constructor(limits: TemplateLimits) {
    this.#limits = limits;
    this.#earliest = performance.now() + limits.time;
  }

  /** Before each round of a loop and each call. */
  tick(): void {
    if (--this.#steps <= 0) this.checkTime();
  }

  /** Before making something of so many units. */
  spend(units: number): void {
    this.#memory += units;
    if (this.#memory > this.#limits.memory) {
      fail('limit', 'the template makes larger values than allowed');
    }
    this.work(units);
  }

  /** Before going through something of so many characters or items. */
  work(units: number): void {
    this.#steps -= 1 + (units >> 6);
    if (this.#steps <= 0) this.checkTime();
  }

  checkTime(): void {
    this.#done += STEPS - this.#steps;
    this.#steps = STEPS;
    if (this.#done > this.#limits.steps) {
      fail('limit', `the template takes more than ${this.#limits.steps} steps`);
    }
    if (performance.now() > this.#earliest) this.#checkProcessor();
  }

  /** The clock counts also while others have the processor. */
  #checkProcessor(): void {
    const left = this.#limits.time - (processorTime() - this.#start);
    if (left <= 0) fail('limit', `the template takes longer than ${this.#limits.time} ms`);
    this.#earliest = performance.now() + left;
  }

  get outputLimit(): number {
    return this.#limits.output;
  }

  /** @param length characters written so far to one output */
  checkOutput(length: number): void {
    if (length > this.#limits.output) {
      fail('limit', `the template writes more than ${this.#limits.output} characters`);
    }
  }

  /** Runs a macro, block, include or inner loop. */
  nested<T>(run: () => T): T {
    if (++this.#depth > this.#limits.depth) {
      fail('limit', `the template nests calls deeper than ${this.#limits.depth} levels`);
    }
    this.tick();
    try {
      return run();
    } finally {
      this.#depth--;
    }
  }
}
