// SPDX-License-Identifier: Apache-2.0
import { closeSync, fsyncSync, openSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { diskCode } from '@lava/protocol/error/error.ts';

/** Enough for the ends of some hundred logs. */
const SIZE = 1024 * 1024;

/** Space that is freed when the disk is full, so that jobs can still be ended and reported. */
export class Reserve {
  readonly #path: string;

  constructor(statePath: string) {
    this.#path = join(statePath, 'reserve');
  }

  /** Takes the space again if there is some; quietly nothing when there is not. */
  fill(): void {
    try {
      const stat = statSync(this.#path);
      if (stat.isFile() && stat.size >= SIZE) return;
      if (!stat.isFile()) this.release();
    } catch {
      // not there yet
    }
    let fd: number | undefined;
    try {
      fd = openSync(this.#path, 'w', 0o600);
      writeFileSync(fd, Buffer.alloc(SIZE));
      fsyncSync(fd);
    } catch {
      this.#giveUp(); // the disk is full; the next fill may have more luck
    } finally {
      if (fd !== undefined) closeSync(fd);
    }
  }

  release(): void {
    // Something else may have its name.
    rmSync(this.#path, { force: true, recursive: true });
  }

  #giveUp(): void {
    try {
      this.release();
    } catch {
      // Then there is no reserve; that is not the worker's end.
    }
  }

  /**
   * Does what must be written; when the disk is full, once more without the reserve.
   *
   * @throws whatever `write` throws the second time
   */
  spend<T>(write: () => T): T {
    try {
      return write();
    } catch (error) {
      if (diskCode(error) !== 'disk-full') throw error;
      this.#giveUp();
      return write();
    }
  }
}
