// SPDX-License-Identifier: Apache-2.0
import type { Progress } from './progress.ts';

type Undo = (progress: Progress) => Promise<void> | void;

/**
 * What must be undone, registered at the moment a resource is taken. Runs last-in-first-out, each entry once, every entry
 * even when others fail; failures are returned, never thrown, so that they cannot hide the error that came first.
 */
export class Cleanup {
  #entries: { what: string; undo: Undo }[] = [];

  /** @param what for the log, e.g. `stop QEMU` */
  add(what: string, undo: Undo): void {
    this.#entries.push({ what, undo });
  }

  /** Gives everything registered here to `parent`: the resources live on, in the order in which they were taken. */
  moveTo(parent: Cleanup): void {
    parent.#entries.push(...this.#entries);
    this.#entries = [];
  }

  async run(progress: Progress): Promise<{ what: string; error: unknown }[]> {
    const failures: { what: string; error: unknown }[] = [];
    for (let entry = this.#entries.pop(); entry; entry = this.#entries.pop()) {
      try {
        await entry.undo(progress);
      } catch (error) {
        failures.push({ what: entry.what, error });
      }
    }
    return failures;
  }
}
