// SPDX-License-Identifier: Apache-2.0
import { type FSWatcher, watch } from 'node:fs';
import { join } from 'node:path';
import { readRegular } from '@lava/kit/fs/regular-file.ts';
import type { Progress } from '@lava/kit/progress.ts';
import type * as z from 'zod';

/** Bytes. */
const MAX_FILE = 4 * 1024 * 1024;

/** What the worker's daemon has written into the job's directory; undefined while it is not there, or not what it should be. */
export function readDaemonFile<T>(directory: string, name: string, schema: z.ZodType<T>): T | undefined {
  try {
    return schema.safeParse(JSON.parse(readRegular(join(directory, name), MAX_FILE).toString())).data;
  } catch {
    return undefined;
  }
}

/** A file of the job's directory that the worker's daemon replaces while the job runs. */
export class DaemonFile<T> implements Disposable {
  readonly #directory: string;
  readonly #name: string;
  readonly #schema: z.ZodType<T>;
  readonly #watcher: FSWatcher;
  #changed = Promise.withResolvers<void>();

  constructor(directory: string, name: string, schema: z.ZodType<T>) {
    this.#directory = directory;
    this.#name = name;
    this.#schema = schema;
    this.#watcher = watch(directory, (_, changed) => {
      if (changed === name) this.#changed.resolve();
    });
    this.#watcher.on('error', () => this.#watcher.close()); // it is polled
  }

  /** As `readDaemonFile`. What changes from now on ends the next wait. */
  read(): T | undefined {
    this.#changed = Promise.withResolvers<void>();
    return readDaemonFile(this.#directory, this.#name, this.#schema);
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
