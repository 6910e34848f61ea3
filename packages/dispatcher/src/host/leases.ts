// SPDX-License-Identifier: Apache-2.0
import { rmSync } from 'node:fs';
import { LeaseJournal } from '@lava/kit/leases/journal.ts';
import type { Lease } from '@lava/kit/leases/lease.ts';
import { systemError } from './system-error.ts';

/**
 * What the job has taken that outlives this process: the power of a board, a mount, a container. Whoever takes such a
 * thing says so here first, with the way to undo it; when this process dies, the worker's daemon finds the journal in the
 * job's directory and gives everything back. Programs need no lease: the daemon finds them by their environment.
 */
export class Leases {
  readonly #journal: LeaseJournal;
  readonly #held = new Map<string, () => void>();

  /** @param path of the journal */
  constructor(path: string) {
    this.#journal = new LeaseJournal(path);
  }

  /**
   * Call it before the thing is taken. What is held already is not written again.
   * @param key by which it is released
   * @throws LavaError `disk-full` and the like: then take nothing
   */
  take(key: string, lease: Lease): void {
    if (this.#held.has(key)) return;
    try {
      this.#held.set(key, this.#journal.take(lease));
    } catch (error) {
      throw systemError(error, `nothing may be taken that could not be given back (${lease.what})`);
    }
  }

  /** Call it when the thing was given back. A note that cannot be written does no harm: undoing twice is allowed. */
  release(key: string): void {
    const release = this.#held.get(key);
    this.#held.delete(key);
    try {
      release?.();
    } catch {
      // The disk is full or broken: the daemon undoes it once more.
    }
  }

  /** Removes the journal when nothing is held any more. */
  close(): void {
    if (this.#held.size === 0) rmSync(this.#journal.path, { force: true });
  }
}
