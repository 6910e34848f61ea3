// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';

/**
 * A value that one step makes at run time and later steps read. The method that composes the steps creates the slot and
 * hands it to both, so who gives what to whom is visible where the plan is made.
 */
export class Slot<T> {
  readonly #what: string;
  #value: { of: T } | undefined;

  /** @param what for the message when a step reads before another has written, e.g. `path of the kernel` */
  constructor(what: string) {
    this.#what = what;
  }

  set(value: T): void {
    this.#value = { of: value };
  }

  clear(): void {
    this.#value = undefined;
  }

  get(): T {
    if (!this.#value) throw new LavaError('bug', `${this.#what} is not known yet`);
    return this.#value.of;
  }

  peek(): T | undefined {
    return this.#value?.of;
  }
}
