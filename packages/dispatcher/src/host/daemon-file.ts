// SPDX-License-Identifier: Apache-2.0
import { type FSWatcher, watch } from 'node:fs';
import { join } from 'node:path';
import { readRegular } from '@lava/kit/fs/regular-file.ts';
import type { Progress } from '@lava/kit/progress.ts';
import type * as z from 'zod';

/** Bytes. */
const MAX_FILE = 4 * 1024 * 1024;

/** A file of the job's directory that the worker's daemon replaces while the job runs. */
export class DaemonFile<T> implements Disposable {
  readonly #path: string;
  readonly #schema: z.ZodType<T>;
  readonly #watcher: FSWatcher;
  #changed = Promise.withResolvers<void>();

  constructor(directory: string, name: string, schema: z.ZodType<T>) {
    this.#path = join(directory, name);
    this.#schema = schema;
    this.#watcher = watch(directory, (_, changed) => {
      if (changed === name) this.#changed.resolve();
    });
    this.#watcher.on('error', () => this.#watcher.close()); // it is polled
  }

  /** Undefined while it is not there, or not what it should be. What changes from now on ends the next wait. */
  read(): T | undefined {
    this.#changed = Promise.withResolvers<void>();
    try {
      return this.#schema.safeParse(JSON.parse(readRegular(this.#path, MAX_FILE).toString())).data;
    } catch {
      return undefined;
    }
  }

  /** Resolves when the file may have changed since it was read, or after `ms` milliseconds. @throws the reason of `progress` */
  async changed(progress: Progress, ms: number): Promise<void> {
    const { promise, resolve } = this.#changed;
    const poll = setTimeout(resolve, ms);
    try {
      await progress.race(promise);
    } finally {
      clearTimeout(poll);
    }
  }

  [Symbol.dispose](): void {
    this.#watcher.close();
  }
}
