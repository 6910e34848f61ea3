// SPDX-License-Identifier: Apache-2.0
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createLogger } from '@lava/kit/log/logger.ts';
import { findProcesses } from '@lava/kit/process/hunt.ts';
import { mainOf } from '@lava/kit/process/mains.ts';
import { NODE_FLAGS } from '@lava/kit/process/node-flags.ts';
import { decodeRecord, type JobRecord } from '@lava/protocol/record/record.ts';
import type { Bundle, Exit } from '@lava/protocol/wire/messages.ts';
import { setUpAccounts } from '../jobs/account-setup.ts';
import type { JobAccounts } from '../jobs/accounts.ts';
import { JobDir } from '../jobs/job-dir.ts';
import { JobTable } from '../jobs/job-table.ts';
import type { DispatcherCommand } from '../jobs/launch.ts';
import { Leftovers } from '../jobs/leftovers.ts';
import { Reserve } from '../jobs/reserve.ts';
import { Standby } from '../jobs/standby.ts';

const DISPATCHER: DispatcherCommand = [process.execPath, ...NODE_FLAGS, mainOf('lava-run')];

/** Longest wait for anything, milliseconds; the machine may be very busy. */
const PATIENCE = 120_000;

export interface WorkerJobsOptions {
  /** Whether jobs run under accounts of their own, which takes a root; true if absent. */
  accounts?: boolean;
  /** Of jobs, seconds. */
  cleanupTime?: number;
  /** The real one if absent. */
  dispatcher?: DispatcherCommand;
  /** Whether jobs are given to a dispatcher that waits for them. */
  standby?: boolean;
  /** Directory of another one, whose daemon is dead. */
  root?: string;
}

/** The jobs of a worker without its link: real dispatchers; what the server would get is kept. */
export class WorkerJobs {
  readonly root: string;
  readonly jobsPath: string;
  readonly cachePath: string;
  readonly accounts: JobAccounts | undefined;
  /** The log records that were sent. */
  shipped = '';
  readonly #exits = new Map<number, Exit>();
  readonly #log = createLogger('test', { level: 'silent' });
  readonly #cleanupTime: number;
  readonly #dispatcher: DispatcherCommand;
  readonly #standsBy: boolean;
  #table!: JobTable;
  #leftovers!: Leftovers;
  #standby: Standby | undefined;

  constructor({ accounts = true, cleanupTime = 30, ...options }: WorkerJobsOptions = {}) {
    this.#dispatcher = options.dispatcher ?? DISPATCHER;
    this.#standsBy = options.standby ?? false;
    this.root = options.root ?? mkdtempSync('/var/tmp/lava-jobs-');
    this.jobsPath = join(this.root, 'jobs');
    this.cachePath = join(this.root, 'cache');
    chmodSync(this.root, 0o711);
    mkdirSync(this.jobsPath, { mode: 0o700, recursive: true });
    mkdirSync(join(this.cachePath, 'locks'), { recursive: true });
    const { jobsPath, cachePath } = this;
    const place = { stateDir: this.root, jobsPath, cachePath, dispatcher: DISPATCHER };
    if (accounts) {
      const found = setUpAccounts({ jobAccounts: '60706-61183' }, place);
      this.accounts = found.accounts;
    }
    this.#cleanupTime = cleanupTime;
    this.#makeTable();
  }

  dir(id: number): JobDir {
    return new JobDir(this.jobsPath, id);
  }

  start(bundle: Bundle): Promise<void> {
    return this.#table.start(bundle);
  }

  cancel(id: number, reason: string): void {
    this.#table.cancel(id, reason);
  }

  /** The daemon dies, and another one takes over what is there. @param between done when there is none */
  async restart(between: () => void | Promise<void> = () => undefined): Promise<void> {
    this.#table.close();
    await this.#standby?.close();
    await between();
    this.#makeTable();
    await this.adopt();
  }

  /** Takes over what is there. */
  adopt(): Promise<void> {
    return this.#table.adopt();
  }

  /** Waits until a dispatcher stands by. */
  async standBy(): Promise<void> {
    this.#standby?.start();
    await this.soon('a dispatcher stands by', () => {
      const directory = readdirSync(this.jobsPath).find((name) => name.startsWith('.standby-'));
      return directory && findProcesses({ directory: join(this.jobsPath, directory) })[0];
    });
  }

  exit(id: number): Exit | undefined {
    return this.#exits.get(id);
  }

  async ended(id: number): Promise<Exit> {
    return this.soon(`the end of job ${id}`, () => {
      this.#table.repeat();
      return this.#exits.get(id);
    });
  }

  /** @throws Error saying what did not happen */
  async soon<T>(what: string, look: () => T | undefined): Promise<T> {
    for (const end = performance.now() + PATIENCE; ; ) {
      const found = look();
      if (found !== undefined) return found;
      if (performance.now() > end) throw new Error(`not within ${PATIENCE / 1000} s: ${what}`);
      await sleep(5);
    }
  }

  /** Whole records of a job's log, up to now. */
  records(id: number): JobRecord[] {
    const { spool } = this.dir(id);
    const text = existsSync(spool) ? readFileSync(spool, 'utf8') : '';
    return text.split('\n').slice(0, -1).map(decodeRecord);
  }

  /** What the job's programs and the dispatcher wrote, as text. */
  text(id: number): string {
    return this.records(id)
      .flatMap(({ msg }) => (typeof msg === 'string' ? [msg] : []))
      .join('\n');
  }

  /** The server has everything of the job. Resolves when its directory is gone, or cannot be removed. */
  async forget(id: number): Promise<void> {
    this.#table.forget(id);
    await this.#leftovers.settled();
  }

  leftovers(): string[] {
    return this.#leftovers.list().map(({ path }) => path);
  }

  async close(): Promise<void> {
    this.#table.close();
    await this.#standby?.close();
    rmSync(this.root, { recursive: true, force: true });
  }

  #makeTable(): void {
    this.#leftovers = new Leftovers(this.jobsPath, this.#log, () => undefined);
    const { jobsPath, cachePath, accounts } = this;
    const place = { cachePath, cleanupTime: this.#cleanupTime, accounts };
    const common = { place, leftovers: this.#leftovers, log: this.#log };
    this.#standby = this.#standsBy
      ? new Standby({ ...common, command: this.#dispatcher, jobsPath })
      : undefined;
    this.#table = new JobTable({
      ...{ ...common, path: jobsPath, dispatcher: this.#dispatcher, standby: this.#standby },
      reserve: new Reserve(this.root),
      now: Date.now,
      send: (message) => {
        if (message.type === 'exit') this.#exits.set(message.job, message);
      },
      sendRecords: (_, data) => {
        this.shipped += data.toString('latin1');
      },
      onChange: () => undefined,
    });
    this.#table.onWelcome({ jobs: [] } as never);
  }
}
