// SPDX-License-Identifier: Apache-2.0
import { randomBytes } from 'node:crypto';
import { lstatSync, renameSync } from 'node:fs';
import { opendir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { nfsDirectory, nfsPrefix } from '@lava/kit/fs/nfs-directory.ts';
import { removeTree } from '@lava/kit/fs/remove-tree.ts';
import type { Logger } from '@lava/kit/log/logger.ts';

/** What could not be removed, and why, for the admin. */
export interface Leftover {
  path: string;
  problem: string;
}

/** How directories that wait to be removed are called, and those of dispatchers that stand by, useless after a restart. */
const PREFIX = '.leftover-';
const STANDBY = '.standby-';

/** How often a removal that failed is tried again, milliseconds. */
const RETRY = 10 * 60_000;

/**
 * Removes what jobs have left, in the background. Whatever is in it, nothing is thrown: what cannot be removed is set aside,
 * so that it is in nobody's way, told once, and tried again from time to time.
 */
export class Leftovers {
  readonly #path: string;
  readonly #log: Logger;
  readonly #onChange: () => void;
  readonly #waiting = new Map<string, { problem: string | undefined; tried: number }>();
  #removing: Promise<void> = Promise.resolve();

  /** @param path directory of the jobs' directories */
  constructor(path: string, log: Logger, onChange: () => void) {
    this.#path = path;
    this.#log = log;
    this.#onChange = onChange;
  }

  /**
   * Takes up what an earlier daemon could not remove. It resolves when all of the jobs' directories are seen: a dispatcher
   * that this daemon lets stand by must begin later, or it would be taken for one of the earlier daemon.
   */
  async start(): Promise<void> {
    for await (const { name } of namesIn(this.#path))
      if (name.startsWith(PREFIX) || name.startsWith(STANDBY)) this.#remove(join(this.#path, name));
    // Its server may be silent.
    void this.#startShared();
  }

  async #startShared(): Promise<void> {
    const shared = nfsDirectory();
    for await (const { name } of namesIn(shared))
      if (name.startsWith(PREFIX)) this.#remove(join(shared, name));
  }

  /**
   * Root file systems that a job had by NFS: its board, which is root there, may have made files that the job's account
   * cannot remove. Others of such a name are the admin's, or of another server's job with the same number.
   */
  async discardRoots(job: number, account: number): Promise<void> {
    const directory = nfsDirectory();
    for await (const { name } of namesIn(directory)) {
      const path = join(directory, name);
      if (name.startsWith(nfsPrefix(job)) && ownerOf(path) === account)
        await removeTree(path).catch(() => this.discard(path));
    }
  }

  /** From now on nobody finds it under its name; it is removed soon. */
  discard(path: string): void {
    const aside = join(dirname(path), `${PREFIX}${basename(path)}-${randomBytes(4).toString('hex')}`);
    try {
      renameSync(path, aside);
      this.#remove(aside);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
      this.#remove(path); // it cannot even be renamed: a mount, or immutable
    }
  }

  /** Tries again what has waited long enough. */
  retry(): void {
    for (const [path, { tried }] of this.#waiting) {
      if (performance.now() - tried > RETRY) this.#remove(path);
    }
  }

  list(): Leftover[] {
    return [...this.#waiting].flatMap(([path, { problem }]) => (problem ? [{ path, problem }] : []));
  }

  /** Resolves when nothing is being removed. */
  settled(): Promise<void> {
    return this.#removing;
  }

  #remove(path: string): void {
    const before = this.#waiting.get(path);
    this.#waiting.set(path, { problem: before?.problem, tried: performance.now() });
    // One after the other: a job of a million files must not slow down those that run.
    this.#removing = this.#removing.then(async () => {
      try {
        await removeTree(path);
        this.#waiting.delete(path);
      } catch (error) {
        const problem = (error as Error).message;
        this.#waiting.set(path, { problem, tried: performance.now() });
        if (before?.problem === problem) return;
        this.#log.error({ path, error: problem }, 'what a job left cannot be removed; it is set aside');
      }
      this.#onChange();
    });
  }
}

function ownerOf(path: string): number | undefined {
  return lstatSync(path, { throwIfNoEntry: false })?.uid;
}

/** Nothing where there is no such directory, or none that this account may read. */
async function* namesIn(directory: string) {
  try {
    yield* await opendir(directory);
  } catch {
    // Then nothing in it is known either.
  }
}
