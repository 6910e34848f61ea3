// SPDX-License-Identifier: Apache-2.0
import type { FileHandle } from 'node:fs/promises';

interface Entry {
  opening: Promise<FileHandle>;
  /** Pieces of work that use it now; it is closed by the last of them when it is to be closed. */
  users: number;
}

/** What is used at a time; the threads that work on files are fewer. */
const MOST_USED = 64;

/** Files that stay open for the next use, the most recent ones. */
export class OpenFiles {
  readonly #most: number;
  readonly #entries = new Map<string, Entry>();
  #active = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(most: number) {
    this.#most = most;
  }

  /** How many are open. */
  get size(): number {
    return this.#entries.size;
  }

  /** @param open called when the file is not open yet */
  async use<T>(
    path: string,
    open: () => Promise<FileHandle>,
    work: (handle: FileHandle) => Promise<T>,
  ): Promise<T> {
    await this.#turn();
    const entry = this.#entries.get(path) ?? { opening: open(), users: 0 };
    entry.users++;
    this.#entries.delete(path); // to the end: the first is the one not used for longest
    this.#entries.set(path, entry);
    try {
      return await work(await entry.opening);
    } catch (error) {
      // A handle that failed once is not used again, and one that could not be opened is none.
      if (this.#entries.get(path) === entry) this.#entries.delete(path);
      throw error;
    } finally {
      entry.users--;
      await this.#closeUnused(path, entry);
      this.#active--;
      this.#waiting.shift()?.();
    }
  }

  /** Closes the file, now or when nobody uses it any more. */
  async close(path: string): Promise<void> {
    const entry = this.#entries.get(path);
    this.#entries.delete(path);
    if (entry?.users === 0) await closeEntry(entry);
  }

  async closeAll(): Promise<void> {
    await Promise.all([...this.#entries.keys()].map((path) => this.close(path)));
  }

  async #turn(): Promise<void> {
    if (this.#active >= MOST_USED) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#active++;
  }

  async #closeUnused(path: string, entry: Entry): Promise<void> {
    if (this.#entries.get(path) !== entry && entry.users === 0) await closeEntry(entry);
    // The ones not used for longest come first.
    for (const [name, { users }] of this.#entries) {
      if (this.#entries.size <= this.#most) return;
      if (users === 0) await this.close(name);
    }
  }
}

async function closeEntry({ opening }: Entry): Promise<void> {
  try {
    await (await opening).close();
  } catch {
    // It was never opened, which whoever opened it reports, or is closed.
  }
}
