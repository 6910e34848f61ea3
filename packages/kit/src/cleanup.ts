// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import { Progress } from './progress.ts';

type Undo = (progress: Progress) => Promise<void> | void;

interface Entry {
  what: string;
  undo: Undo;
}

/** What every entry gets, also when the time for all is up, milliseconds: enough to run a command. */
const LEAST = 1_000;

/**
 * What must be undone, registered at the moment a resource is taken. Runs last-in-first-out, each entry once, every entry
 * even when others fail or never end; failures are returned, never thrown, so that they cannot hide the error that came
 * first.
 */
export class Cleanup {
  #entries: Entry[] = [];

  /** @param what for the log, e.g. `stop QEMU` */
  add(what: string, undo: Undo): void {
    this.#entries.push({ what, undo });
  }

  /** Gives everything registered here to `parent`: the resources live on, in the order in which they were taken. */
  moveTo(parent: Cleanup): void {
    parent.#entries.push(...this.#entries);
    this.#entries = [];
  }

  /**
   * Each entry may take its share of the time that `progress` has left, so that one which hangs takes nothing from the
   * others; and a second when nothing is left or `progress` was canceled.
   */
  async run(progress: Progress): Promise<{ what: string; error: unknown }[]> {
    const failures: { what: string; error: unknown }[] = [];
    for (let entry = this.#entries.pop(); entry; entry = this.#entries.pop()) {
      const share = Math.max(LEAST, progress.remaining() / (this.#entries.length + 1));
      try {
        await runEntry(entry, progress, share);
      } catch (error) {
        failures.push({ what: entry.what, error });
      }
    }
    return failures;
  }
}

async function runEntry({ what, undo }: Entry, whole: Progress, share: number): Promise<void> {
  using root = Progress.root();
  using own = root.child(
    share,
    () => new LavaError('step-timeout', `it took longer than ${Math.round(share / 1000)} seconds to ${what}`),
  );
  let hurry: NodeJS.Timeout | undefined;
  const cutShort = () => {
    hurry = setTimeout(() => root.cancel(whole.signal.reason), LEAST);
  };
  whole.signal.addEventListener('abort', cutShort, { once: true });
  if (whole.signal.aborted) cutShort();
  try {
    await own.race(Promise.resolve(undo(own)));
  } finally {
    clearTimeout(hurry);
    whole.signal.removeEventListener('abort', cutShort);
  }
}
