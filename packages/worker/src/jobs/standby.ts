// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from '@lava/kit/log/logger.ts';
import { identify } from '@lava/kit/process/identity.ts';
import type { Bundle } from '@lava/protocol/wire/messages.ts';
import { giveTo } from './job-account.ts';
import { JobDir } from './job-dir.ts';
import { type Child, type DispatcherCommand, type JobPlace, spawnDetached } from './launch.ts';
import type { Leftovers } from './leftovers.ts';

export interface StandbyOptions {
  command: DispatcherCommand;
  /** Directory of the jobs' directories. */
  jobsPath: string;
  place: JobPlace;
  leftovers: Leftovers;
  log: Logger;
}

interface Ready {
  child: Child;
  dir: string;
  /** That it runs under; the daemon's own if undefined. */
  account: number | undefined;
}

const PREFIX = '.standby-';
/** A job that has just begun needs the processor more than the one that may come next. Milliseconds. */
const AFTER_START = 10_000;

/**
 * A dispatcher that has everything loaded and waits for a job, which saves each job the time that this takes (0.1 to
 * 0.3 s). It has a directory like a job's, which becomes the job's by one rename: whoever finds the directory under the
 * job's number, be it this daemon or the next, finds a job that runs. Before that it belongs to no job; when its daemon
 * dies it ends by itself.
 */
export class Standby {
  readonly #options: StandbyOptions;
  #ready: Ready | undefined;
  #starting: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: StandbyOptions) {
    this.#options = options;
  }

  start(): void {
    this.#prepare();
  }

  /**
   * Gives the job to the one that waits.
   *
   * @returns its process; undefined when none is ready
   * @throws when the directory cannot be written; then no job was given
   */
  assign(dir: JobDir, bundle: Bundle): Child | undefined {
    const ready = this.#ready;
    if (!ready) return undefined;
    this.#ready = undefined;
    this.#timer = setTimeout(() => this.#prepare(), AFTER_START);
    try {
      const waiting = JobDir.at(ready.dir, dir.job);
      const process = identify(ready.child.pid);
      if (!process || ready.child.exitCode !== null) return this.#discard(ready);
      waiting.assignAccount(ready.account);
      waiting.writeBundle(bundle);
      waiting.writeProcess(process);
      const { path: jobDir } = dir;
      const { cachePath, cleanupTime } = this.#options.place;
      const assignment = { id: String(dir.job), jobDir, cacheDir: cachePath, cleanupTime };
      waiting.writeForJob('assignment.json', JSON.stringify(assignment));
      renameSync(ready.dir, jobDir);
      return ready.child;
    } catch (error) {
      this.#discard(ready);
      throw error;
    }
  }

  /** A job has ended, so there is time for the next one. */
  refill(): void {
    this.#prepare();
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#starting;
    if (!this.#ready) return;
    const { child } = this.#ready;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.ref(); // detached children do not keep a program; this one is waited for
    this.#discard(this.#ready);
    await gone;
  }

  #prepare(): void {
    clearTimeout(this.#timer);
    if (this.#closed || this.#ready || this.#starting) return;
    this.#starting = this.#launch()
      .catch((error: Error) => {
        // Jobs are started the slow way; that will say more if it does not work either.
        this.#options.log.warn({ error: error.message }, 'no dispatcher stands by');
      })
      .finally(() => {
        this.#starting = undefined;
      });
  }

  async #launch(): Promise<void> {
    const { command, jobsPath, place } = this.#options;
    const { accounts } = place;
    const dir = mkdtempSync(join(jobsPath, PREFIX));
    try {
      const account = accounts?.choose();
      if (account !== undefined) giveTo(dir, account);
      const env = { LAVA_JOB_DIR: dir, LAVA_WORKER_PID: String(process.pid) };
      const child = await spawnDetached(command, ['--standby', dir], { path: dir, env, account, accounts });
      this.#ready = { child, dir, account };
      child.once('exit', () => {
        if (this.#ready?.child !== child) return;
        this.#discard(this.#ready);
      });
    } catch (error) {
      this.#options.leftovers.discard(dir);
      throw error;
    }
  }

  #discard(ready: Ready): undefined {
    if (this.#ready === ready) this.#ready = undefined;
    ready.child.kill('SIGKILL');
    this.#options.leftovers.discard(ready.dir);
  }
}
