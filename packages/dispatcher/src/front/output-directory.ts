// SPDX-License-Identifier: Apache-2.0

import { lstatSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { makeDirectory } from '@lava/kit/fs/make-directory.ts';
import { JOURNAL, LeaseJournal } from '@lava/kit/leases/journal.ts';
import type { Replayed } from '@lava/kit/leases/lease.ts';
import { replayLeases } from '@lava/kit/leases/replay.ts';
import { killAll } from '@lava/kit/process/hunt.ts';
import { identify, type ProcessId } from '@lava/kit/process/identity.ts';
import { lastOwner, lockOwner, releaseLock, tryLock } from '@lava/kit/process/lock-file.ts';
import { LavaError } from '@lava/protocol/error/error.ts';

/** Name of the lock in it. */
const LOCK = '.lava-run.lock';

/** How long processes that are killed may take to go, milliseconds. */
const KILL_TIME = 2_000;

/**
 * The directory that a person gives to a run. No daemon watches over such a run, so what one has left that died is given
 * back by the next one in the same directory: the power of its board, its processes.
 */
export class OutputDirectory {
  readonly #path: string;
  readonly #mark: string;

  private constructor(path: string, mark: string) {
    this.#path = path;
    this.#mark = mark;
  }

  /**
   * Takes it for this process, whose programs are marked from now on.
   *
   * @param time for giving back what is there, milliseconds
   * @param tell gets what was given back, when there was something
   * @throws LavaError `conflict` when another run has it, or somebody else a file in it; what the file system says
   */
  static async take(path: string, time: number, tell: (before: Replayed) => void): Promise<OutputDirectory> {
    makeDirectory(path, 0o755);
    const lock = join(path, LOCK);
    const dead = lastOwner(lock);
    // The first attempt may only clear away a lock that nobody has any more.
    if (!tryLock(lock) && !tryLock(lock)) throw inUse(path, lockOwner(lock));
    const journal = join(path, JOURNAL);
    refuseForeign(journal);
    if (dead) await killAll({ variable: markOf(dead) }, KILL_TIME);
    const before = await replayLeases(new LeaseJournal(journal), time);
    if (before.done.length + before.failed.length > 0) tell(before);
    rmSync(journal, { force: true });
    const mark = markOf(identify(process.pid));
    const [name = '', value] = mark.split('=');
    process.env[name] = value;
    return new OutputDirectory(path, mark);
  }

  /** Nothing of the run keeps running, and the next one may have the directory. */
  async release(): Promise<void> {
    await killAll({ variable: this.#mark }, KILL_TIME);
    releaseLock(join(this.#path, LOCK));
  }
}

/** By this variable in their environment all programs of a run are found, whatever session they are in. */
function markOf(run: ProcessId | undefined): string {
  return `LAVA_RUN=${run?.pid}.${run?.start}`;
}

/** A journal says what to run, so only one's own counts. */
function refuseForeign(path: string): void {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (!stat || (stat.isFile() && stat.uid === process.geteuid?.() && stat.nlink === 1)) return;
  throw new LavaError('conflict', `${path} is not a file of this account`, {
    hint: 'remove it, or give another --output-dir',
  });
}

function inUse(path: string, owner: ProcessId | undefined): LavaError {
  const who = owner ? `process ${owner.pid}` : 'another process';
  return new LavaError('conflict', `${path} is used by another lava-run, ${who}`, {
    hint: 'give each run its own --output-dir',
  });
}
