// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@lava/kit/log/logger.ts';
import { identify } from '@lava/kit/process/identity.ts';
import { lockOwner, releaseLock, tryLock } from '@lava/kit/process/lock-file.ts';
import { LavaError, toLavaError } from '@lava/protocol/error/error.ts';
import {
  type Hello,
  PROTOCOL_VERSIONS,
  type ServerMessage,
  type Welcome,
} from '@lava/protocol/wire/messages.ts';
import { WatchedConsoles } from './consoles/watched-consoles.ts';
import { type AccountsFound, setUpAccounts } from './jobs/account-setup.ts';
import { ensureDirectory, ensureNoDirectory } from './jobs/directory.ts';
import { JobTable } from './jobs/job-table.ts';
import { type DispatcherCommand, defaultDispatcher } from './jobs/launch.ts';
import { Leftovers } from './jobs/leftovers.ts';
import { Reserve } from './jobs/reserve.ts';
import { Standby } from './jobs/standby.ts';
import { chooseLink } from './link/choose-link.ts';
import type { HttpLink } from './link/http-link.ts';
import type { Link, LinkTiming } from './link/link.ts';
import { findPlace, type ServerPlace, type WorkerSettings } from './settings.ts';
import { CLOCK_TOLERANCE, type DaemonStatus, writeStatus } from './status.ts';
import { VERSION } from './version.ts';

export interface DaemonOptions {
  settings: WorkerSettings;
  log: Logger;
  timing?: Partial<LinkTiming>;
  /** Wall clock, milliseconds. */
  now?: () => number;
}

/** How long a lock is tried whose owner is not known, and how often; milliseconds. */
const LOCK_TIME = 7_000;
const LOOK_AGAIN = 100;

/** How often what the server may have missed is said again, milliseconds. */
const SWEEP = 10_000;

/** `lava-slave`: the link to the server, and the jobs of this host. */
export class Daemon {
  readonly #settings: WorkerSettings;
  readonly #log: Logger;
  readonly #now: () => number;
  readonly #link: Link | HttpLink;
  readonly #jobs: JobTable;
  readonly #consoles: WatchedConsoles;
  readonly #reserve: Reserve;
  readonly #standby: Standby | undefined;
  readonly #leftovers: Leftovers;
  readonly #accounts: AccountsFound;
  readonly #lock: string;
  /** Tells this process from every other that has the same key. */
  readonly #instance = randomUUID();
  #sweep: NodeJS.Timeout | undefined;
  #since: string;
  #problem: LavaError | undefined;
  #name = '';
  #peer: DaemonStatus['peer'];

  constructor(options: DaemonOptions) {
    this.#settings = options.settings;
    this.#log = options.log;
    this.#now = options.now ?? Date.now;
    this.#since = this.#isoNow();
    const { stateDir } = this.#settings;
    ensureDirectory(stateDir, 0o755);
    this.#lock = join(stateDir, 'daemon.lock');
    const cachePath = this.#settings.cacheDir ?? join(stateDir, 'cache');
    ensureDirectory(cachePath, 0o755);
    this.#reserve = new Reserve(stateDir);
    const jobsPath = join(stateDir, 'jobs');
    ensureDirectory(jobsPath, 0o700);
    const dispatcher = dispatcherOf(this.#settings);
    this.#accounts = setUpAccounts(this.#settings, { stateDir, jobsPath, cachePath, dispatcher });
    const { accounts } = this.#accounts;
    const place = { cachePath, cleanupTime: this.#settings.cancelGrace, accounts };
    this.#leftovers = new Leftovers(jobsPath, this.#log, () => this.#writeStatus());
    const leftovers = this.#leftovers;
    // Another program may not know how to stand by.
    if (this.#settings.dispatcher === undefined) {
      this.#standby = new Standby({ command: dispatcher, jobsPath, place, leftovers, log: this.#log });
    }
    this.#jobs = new JobTable({
      path: jobsPath,
      dispatcher,
      standby: this.#standby,
      place,
      leftovers,
      reserve: this.#reserve,
      log: this.#log,
      now: this.#now,
      send: (message) => this.#link.send(message),
      sendRecords: (header, data) => this.#link.sendRecords(header, data),
      onChange: () => this.#writeStatus(),
    });
    this.#consoles = new WatchedConsoles({
      directoryOf: (job) => this.#jobs.directoryOf(job),
      sendList: (list) => this.#link.send(list),
      sendOutput: (output, data) => this.#link.sendConsole(output, data),
    });
    this.#link = chooseLink(
      this.#settings,
      {
        hello: () => this.#hello(),
        onWelcome: (welcome) => this.#onWelcome(welcome),
        onMessage: (message) => this.#guard(`message ${message.type}`, () => this.#onMessage(message)),
        onAck: (ack) => this.#guard('ack', () => this.#jobs.onAck(ack)),
        onDown: () => {
          this.#jobs.onDown();
          this.#consoles.close();
        },
        onProblem: (problem) => this.#setProblem(problem),
        log: this.#log,
      },
      options.timing,
    );
  }

  /** @throws LavaError `conflict` when a daemon runs with the same state directory */
  async start(): Promise<void> {
    ensureNoDirectory(join(this.#settings.stateDir, 'daemon.json'));
    await this.#takeState();
    this.#reserve.fill();
    this.#writeStatus();
    if (!this.#accounts.accounts) {
      this.#log.info({ why: this.#accounts.why }, 'jobs have no accounts of their own');
    }
    await this.#leftovers.start();
    await this.#jobs.adopt();
    this.#standby?.start();
    this.#link.start();
    this.#sweep = setInterval(() => {
      this.#reserve.fill();
      this.#leftovers.retry();
      if (this.#link.up) this.#guard('sweep', () => this.#jobs.repeat());
    }, SWEEP);
  }

  /** Leaves the jobs running. */
  async close(): Promise<void> {
    clearInterval(this.#sweep);
    await this.#link.close();
    this.#consoles.close();
    await this.#standby?.close();
    this.#jobs.close();
    releaseLock(this.#lock);
  }

  /** @throws LavaError `conflict` */
  async #takeState(): Promise<void> {
    const end = performance.now() + LOCK_TIME;
    // What a daemon that was killed has left may have to be cleared away first.
    while (!tryLock(this.#lock)) {
      const owner = lockOwner(this.#lock);
      if (owner || performance.now() > end) throw this.#takenBy(owner?.pid);
      await sleep(LOOK_AGAIN);
    }
  }

  #takenBy(pid: number | undefined): LavaError {
    return new LavaError('conflict', `a worker is already running with ${this.#settings.stateDir}`, {
      hint: `it is process ${pid ?? 'unknown'}; \`lava-slave status\` says more`,
    });
  }

  /** Whatever comes with one message or job, the daemon and its other jobs keep running. */
  #guard(what: string, action: () => void): void {
    try {
      action();
    } catch (error) {
      this.#log.error(
        { what, error: toLavaError(error).message, stack: (error as Error).stack },
        'could not be dealt with',
      );
    }
  }

  /** Undefined also when what was stored is damaged: dialing says so, and the jobs keep running. */
  #place(): ServerPlace | undefined {
    try {
      return findPlace(this.#settings);
    } catch {
      return undefined;
    }
  }

  #hello(): Hello {
    return {
      type: 'hello',
      protocols: [...PROTOCOL_VERSIONS],
      version: VERSION,
      time: this.#isoNow(),
      arch: process.arch,
      jobs: this.#jobs.list(),
      instance: this.#instance,
      host: hostname(),
    };
  }

  #onWelcome(welcome: Welcome): void {
    this.#name = welcome.name;
    const place = this.#place();
    this.#log.info(
      { server: this.#settings.http ?? place?.host, worker: welcome.name, version: welcome.version },
      'linked to the server',
    );
    const off = this.#now() - Date.parse(welcome.time);
    this.#peer = { version: welcome.version, clockDifference: off / 1000 };
    if (Math.abs(off) > CLOCK_TOLERANCE) {
      this.#log.warn(
        { seconds: Math.round(off / 1000) },
        "the clocks of this worker and of the server differ; times in jobs' logs are this worker's",
      );
    }
    this.#jobs.onWelcome(welcome);
    this.#setProblem(undefined);
  }

  #onMessage(message: ServerMessage): void {
    switch (message.type) {
      case 'start':
        void this.#jobs.start(message.bundle);
        break;
      case 'cancel':
        this.#jobs.cancel(message.job, message.reason);
        break;
      case 'forget':
        this.#jobs.forget(message.job);
        break;
      case 'answer':
      case 'wish':
      case 'failure-hold':
        this.#jobs.hear(message);
        break;
      case 'watch':
        this.#consoles.watch(message);
        break;
      case 'console-seen':
        this.#consoles.seen(message);
        break;
      case 'console-typed':
        this.#consoles.typed(message);
        break;
      default:
        break; // ping says only that the server lives; the link deals with the others
    }
  }

  #setProblem(problem: LavaError | undefined): void {
    this.#problem = problem;
    this.#since = this.#isoNow();
    this.#writeStatus();
  }

  #writeStatus(): void {
    const self = identify(process.pid);
    if (!self) return;
    const place = this.#place();
    try {
      writeStatus(this.#settings.stateDir, {
        process: self,
        version: VERSION,
        name: this.#name || (place?.name ?? ''),
        server: this.#settings.http ?? (place ? `${place.host}:${place.controlPort}` : ''),
        link: this.#link.up ? 'up' : 'down',
        since: this.#since,
        peer: this.#peer,
        problem: this.#problem && { message: this.#problem.message, hint: this.#problem.hint },
        jobs: this.#jobs.list(),
        accounts: this.#accountStatus(),
        leftovers: this.#leftovers.list(),
      });
    } catch (error) {
      this.#log.warn({ error: (error as Error).message }, 'the status of the worker cannot be written');
    }
  }

  #accountStatus(): DaemonStatus['accounts'] {
    if (!this.#accounts.accounts) return { why: this.#accounts.why };
    const { range, named } = this.#accounts.accounts;
    return { count: range.last - range.first, named };
  }

  #isoNow(): string {
    return new Date(this.#now()).toISOString();
  }
}

function dispatcherOf(settings: WorkerSettings): DispatcherCommand {
  const { dispatcher } = settings;
  if (dispatcher === undefined) return defaultDispatcher();
  return /\.[cm]?[jt]s$/.test(dispatcher) ? [process.execPath, dispatcher] : [dispatcher];
}
