// SPDX-License-Identifier: Apache-2.0
import { chmod, mkdir } from 'node:fs/promises';
import { removeTree } from '@lava/kit/fs/remove-tree.ts';
import type { LeaseKind } from '@lava/kit/leases/lease.ts';
import type { Leases } from './leases.ts';
import { systemError } from './system-error.ts';

/** A directory of the job in one that a server of the worker serves; a job that died leaves it to the daemon. */
export class LeasedFolder {
  readonly path: string;
  readonly #mode: number;
  readonly #leases: Leases;

  /**
   * @param path not in use by another deploy block of any running job
   * @param mode its permissions, whatever the umask of the worker is
   */
  constructor(path: string, mode: number, leases: Leases) {
    this.path = path;
    this.#mode = mode;
    this.#leases = leases;
  }

  /**
   * Makes it, empty.
   * @param what is in it, for messages
   * @throws LavaError `disk-full`, `host-tool-failed`
   */
  async make(kind: LeaseKind, what: string): Promise<void> {
    this.#leases.take(this.path, { kind, what: `remove ${what}`, undo: [{ remove: this.path }] });
    try {
      await removeTree(this.path);
      await mkdir(this.path);
      await chmod(this.path, this.#mode);
    } catch (error) {
      throw systemError(error, what);
    }
  }

  async remove(): Promise<void> {
    await removeTree(this.path);
    this.#leases.release(this.path);
  }
}
