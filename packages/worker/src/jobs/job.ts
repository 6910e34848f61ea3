// SPDX-License-Identifier: Apache-2.0
import type { ChildProcess } from 'node:child_process';
import { type FSWatcher, watch } from 'node:fs';
import type { Logger } from '@lava/kit/log/logger.ts';
import { findProcesses, signal } from '@lava/kit/process/hunt.ts';
import { identify, isAlive, type ProcessId } from '@lava/kit/process/identity.ts';
import type { JobStatus } from '@lava/protocol/record/record.ts';
import type { Answer, Ask } from '@lava/protocol/wire/group-call.ts';
import type { FailureHold, Holding, Wish } from '@lava/protocol/wire/hold-wish.ts';
import type { Bundle, Exit, RecordsHeader } from '@lava/protocol/wire/messages.ts';
import { Shipper } from '../spool/shipper.ts';
import { canceled, died, endJob, notStarted } from './end-job.ts';
import type { JobDir } from './job-dir.ts';
import { killJob } from './kill-job.ts';
import { KillTime, killAfter, LATE } from './kill-time.ts';
import { type Child, type DispatcherCommand, type JobPlace, jobVariable, launch } from './launch.ts';
import type { Leftovers } from './leftovers.ts';
import { JobRelays } from './relays.ts';
import type { Reserve } from './reserve.ts';
import type { Standby } from './standby.ts';

export interface JobOptions {
  dispatcher: DispatcherCommand;
  place: JobPlace;
  leftovers: Leftovers;
  /** Gives jobs to a process that waits for one; undefined when none is kept. */
  standby: Standby | undefined;
  reserve: Reserve;
  log: Logger;
  /** Wall clock, milliseconds. */
  now(): number;
  send(header: RecordsHeader, data: Buffer): void;
  /** Carries what the job says to the server. */
  say(message: Ask | Holding): void;
  /** The job has ended and `exit` can be sent. */
  onEnd(job: WorkerJob): void;
}

/** How often the spool and an adopted process are looked at when no event came, milliseconds. */
const POLL = 500;

/**
 * One job on this worker, from its bundle until the server has everything. States:
 *
 *     starting ──process exists──► running ──process gone, status known──► ended ──forget──► (removed)
 *        └──cannot be started──────────────────────────────────────────────┘
 *
 * The truth is in the job's directory; a new daemon finds there what the one before it knew.
 */
export class WorkerJob {
  readonly dir: JobDir;
  readonly shipper: Shipper;
  readonly #options: JobOptions;
  readonly #log: Logger;
  readonly #relays: JobRelays;
  #state: 'starting' | 'running' | 'ended' = 'starting';
  #process: ProcessId | undefined;
  #exit: Exit | undefined;
  #how = 'it was gone';
  #killed: string | undefined;
  #closed = false;
  #canceled: string | undefined;
  #watcher: FSWatcher | undefined;
  #poll: NodeJS.Timeout | undefined;
  #killTime: KillTime | undefined;
  #grace: NodeJS.Timeout | undefined;
  #ending: Promise<void> | undefined;

  constructor(dir: JobDir, options: JobOptions) {
    this.dir = dir;
    this.#options = options;
    this.#log = options.log.child({ job: dir.job });
    this.#relays = new JobRelays(dir, options.say);
    this.shipper = new Shipper({ job: dir.job, path: dir.spool, send: options.send });
  }

  get id(): number {
    return this.dir.job;
  }

  get state() {
    return this.#state;
  }

  /** What is reported to the server once the job has ended. */
  get exit(): Exit | undefined {
    return this.#exit;
  }

  /** Runs a new job. */
  async start(bundle: Bundle): Promise<void> {
    try {
      const ready = this.#assign(bundle);
      const { accounts } = this.#options.place;
      if (!ready) this.#options.reserve.spend(() => this.dir.create(bundle, accounts?.choose()));
      await this.#launch(ready);
    } catch (error) {
      await this.fail(error);
    }
  }

  /** The process that stood by, if there is one. */
  #assign(bundle: Bundle): Child | undefined {
    try {
      return this.#options.standby?.assign(this.dir, bundle);
    } catch (error) {
      this.#log.warn({ error: (error as Error).message }, 'the dispatcher that stood by could not be used');
      return undefined;
    }
  }

  /** @param ready a process that has the job already */
  async #launch(ready?: Child): Promise<void> {
    try {
      const child = ready ?? (await launch(this.#options.dispatcher, this.dir, this.#options.place));
      const process = identify(child.pid);
      child.on('exit', (code, signalName) => {
        if (this.#closed) return; // another daemon has the job now
        this.#how = signalName ? `it was killed by ${signalName}` : `it exited with status ${code}`;
        void this.#end();
      });
      this.#run(process, child);
    } catch (error) {
      await this.fail(error);
    }
  }

  /** Takes over from a daemon that is gone: the process may live, have ended, or never have been started. */
  async adopt(): Promise<void> {
    this.#canceled = this.dir.readCancel();
    if (this.dir.readStatus()) {
      this.#process = this.dir.readProcess();
      return this.#end();
    }
    const process = this.dir.readProcess() ?? this.#orphan();
    if (process) {
      this.#run(process);
      this.#log.info({ pid: process.pid }, 'job is adopted');
      if (!isAlive(process)) await this.#end();
      else if (this.#canceled !== undefined) this.#terminate();
      return;
    }
    // A second dispatcher would do again what the first one did, and lose what it said.
    if (this.dir.hasBegun()) return this.#end();
    if (this.dir.hasBundle()) return this.#launch();
    this.#discard();
    this.#state = 'ended';
  }

  /** SIGTERM to the dispatcher, which cleans up and ends; after the grace SIGKILL to everything. May be repeated. */
  cancel(reason: string): void {
    if (this.#state === 'ended' || this.#canceled !== undefined) return;
    this.#canceled = reason;
    this.#log.info({ reason }, 'job is canceled');
    this.#write(() => this.dir.writeCancel(reason));
    this.#terminate();
  }

  /** The job cannot be run on this worker. */
  async fail(error: unknown): Promise<void> {
    this.#log.error({ error: (error as Error).message }, 'job could not be started');
    await this.#end(notStarted(error));
  }

  /** Says again what the server has not answered. */
  repeat(): void {
    if (this.#state === 'running') this.#relays.repeat();
  }

  /** Hands what the server says to the dispatcher. */
  heard(message: Answer | Wish | FailureHold): void {
    this.#write(() => this.#relays.heard(message, this.#killTime));
  }

  /** The server has everything. */
  forget(): void {
    this.close();
    this.#discard();
  }

  #discard(): void {
    this.#options.leftovers.discard(this.dir.path);
    this.#write(() => this.dir.removeNotes());
  }

  /** Lets go of the job without touching its process. */
  close(): void {
    this.#closed = true;
    this.#watcher?.close();
    clearInterval(this.#poll);
    clearTimeout(this.#grace);
    this.shipper.close();
  }

  /** @param child present when this daemon is its parent and need not poll for its end */
  #run(process: ProcessId | undefined, child?: ChildProcess): void {
    this.#state = 'running';
    this.#process = process;
    this.#watch();
    // A cancel may have come while the process was being started.
    if (child && this.#canceled !== undefined) this.#terminate();
    const limit = this.dir.readBundle()?.limits.seconds;
    const { cleanupTime } = this.#options.place;
    this.#killTime = KillTime.of(this.dir, limit, cleanupTime, (note) => this.#write(note));
    this.#poll = setInterval(() => {
      this.shipper.wake();
      this.#relays.look();
      if (!child && process && !isAlive(process)) void this.#end();
      else if (this.#killTime?.isOver()) this.#kill(LATE);
    }, POLL);
    if (process && child) this.#write(() => this.dir.writeProcess(process));
    if (!process) void this.#end();
  }

  /** Events come immediately; without them, when the host has no watches left, the poll finds what is new. */
  #watch(): void {
    try {
      this.#watcher = watch(this.dir.path, (_, name) => {
        if (name === 'records.ndjson') this.shipper.wake();
        this.#relays.changed(name);
      });
      this.#watcher.on('error', (error) => this.#log.warn({ error: error.message }, 'the log is polled'));
    } catch (error) {
      this.#log.warn({ error: (error as Error).message }, 'the log is polled');
    }
  }

  /** The process of a job whose daemon was killed before it could write down whom it had started. */
  #orphan(): ProcessId | undefined {
    const found = findProcesses({ variable: jobVariable(this.dir), user: this.dir.account });
    const leader = found.find((p) => p.session === p.pid);
    return leader && identify(leader.pid);
  }

  /** A dispatcher takes a second SIGTERM for haste, so it gets one, whichever daemon sends it. */
  #terminate(): void {
    if (this.#process && isAlive(this.#process) && !this.dir.isCanceling()) {
      signal(this.#process.pid, 'SIGTERM');
      this.#write(() => this.dir.writeCanceling());
    }
    this.#grace ??= setTimeout(
      () => this.#kill('it did not end in time after the cancel, and was killed'),
      killAfter(this.#options.place.cleanupTime) * 1_000,
    );
  }

  /** The dispatcher had all the time that it may have. Its end is seen as any other. */
  #kill(why: string): void {
    if (this.#killed || this.#ending) return;
    this.#killed = why;
    this.#log.error({ reason: why }, 'the dispatcher is killed');
    void killJob(this.dir, this.#process).then(() => this.#end());
  }

  /** What another daemon would want to know; without room for it, this one still knows. */
  #write(note: () => void): void {
    try {
      this.#options.reserve.spend(note);
    } catch (error) {
      this.#log.error({ error: (error as Error).message }, 'a note on a job cannot be written');
    }
  }

  #end(failure?: JobStatus): Promise<void> {
    this.#ending ??= this.#finish(failure);
    return this.#ending;
  }

  async #finish(failure: JobStatus | undefined): Promise<void> {
    const { dir } = this;
    const { place, leftovers, reserve, now } = this.#options;
    const ending = { dir, process: this.#process, place, leftovers, reserve, log: this.#log, now };
    const status = await endJob(ending, (trouble) => failure ?? this.#deathStatus(trouble));
    this.#watcher?.close();
    clearInterval(this.#poll);
    clearTimeout(this.#grace);
    this.#state = 'ended';
    this.#exit = { type: 'exit', job: this.id, records: this.shipper.count(), status };
    this.shipper.wake();
    this.#options.onEnd(this);
    void this.#makeDurable();
  }

  /** Until the server has everything, a power cut must not take it; the server need not wait for this. */
  async #makeDurable(): Promise<void> {
    try {
      await this.dir.sync();
    } catch (error) {
      if (!this.#closed)
        this.#log.warn({ error: (error as Error).message }, 'the log of the job may not be durable');
    }
  }

  #deathStatus(trouble: readonly string[]): JobStatus {
    if (this.#canceled !== undefined) return canceled(this.#canceled, trouble);
    const how = this.#killed ?? this.#how;
    this.#log.error({ how, stderr: this.dir.lastWords(2_000) }, 'the dispatcher died');
    return died(how, trouble);
  }
}
