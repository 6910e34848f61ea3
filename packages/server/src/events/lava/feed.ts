// SPDX-License-Identifier: Apache-2.0
import type { Logger } from '@lava/kit/log/logger.ts';
import type { Change } from '../../db/change.ts';
import type { Database, Queries } from '../../db/database.ts';
import { devicesNow } from '../../db/queries/devices.ts';
import { jobStates } from '../../db/queries/job-states.ts';
import { getJobs } from '../../db/queries/jobs.ts';
import { membershipOf } from '../../db/queries/multinode.ts';
import { workersNow } from '../../db/queries/workers.ts';
import { deviceEvent, jobEvent, type LavaEvent, testEvent, workerEvent } from './frames.ts';

/** Changes that wait to be published; beyond, the oldest are lost. */
const MOST_WAITING = 20_000;
/** Changes that are read together. */
const BATCH = 200;
/** Jobs that are looked at when more changed than are named: of those that have devices, and of those that wait. */
const MOST_JOBS = 5_000;
/** Of these the changes that are published then. */
const MOST_MISSED = 2_000;

type Told =
  | Extract<Change, { on: 'job' | 'device' | 'worker' | 'event' }>
  | { on: 'every'; of: 'job' | 'device' | 'worker' };

/** Takes events one batch after the other, in their order. */
export type Hear = (events: LavaEvent[]) => Promise<void>;

/**
 * LAVA's events, made once for all who listen in this process. They are made of the database's notifications, in the order
 * of commits; what happens while the process is away is not published later.
 */
export class EventFeed {
  readonly #db: Database;
  readonly #log: Logger;
  readonly #listeners = new Set<Hear>();
  #opened: Promise<void> | undefined;
  #unsubscribe: () => void = () => undefined;
  /** State and health of each device and worker, as last published: other changes of them are not. */
  #known = new Map<string, string>();
  /** States of jobs that are not over, as last published. */
  #jobs = new Map<number, string>();
  #waiting: Told[] = [];
  #working: Promise<void> = Promise.resolve();
  #busy = false;

  constructor(db: Database, log: Logger) {
    this.#db = db;
    this.#log = log;
  }

  /**
   * From now on.
   * @returns stops it
   */
  async listen(hear: Hear): Promise<() => void> {
    this.#listeners.add(hear);
    this.#opened ??= this.#open();
    const opened = this.#opened;
    const leave = () => this.#leave(hear);
    await opened.catch((error: Error) => {
      // Others may have left, and opened it again since.
      if (this.#opened === opened) this.#opened = undefined;
      leave();
      throw error;
    });
    return leave;
  }

  async close(): Promise<void> {
    for (const listener of this.#listeners) this.#leave(listener);
    await this.#working;
  }

  async #open(): Promise<void> {
    const known = new Map<string, string>();
    const unfinished = new Map<number, string>();
    this.#known = known;
    this.#jobs = unfinished;
    // Before what is there is read: a change in between is then found to be none, or published.
    const unsubscribe = this.#db.changes.on((change) => this.#note(change));
    this.#unsubscribe = unsubscribe;
    const [devices, workers, jobs] = await Promise.all([
      this.#db.run((q) => devicesNow(q)),
      this.#db.run((q) => workersNow(q)),
      this.#db.run((q) => jobStates(q, MOST_JOBS)),
    ]).catch((error: Error) => {
      unsubscribe();
      throw error;
    });
    for (const { id, state } of jobs) unfinished.set(id, state);
    for (const device of devices) known.set(`device ${device.name}`, stateOf(device));
    for (const worker of workers) known.set(`worker ${worker.name}`, stateOf(worker));
  }

  /** Nothing is read for nobody. */
  #leave(hear: Hear): void {
    this.#listeners.delete(hear);
    if (this.#listeners.size > 0) return;
    this.#unsubscribe();
    this.#opened = undefined;
    this.#waiting = [];
  }

  #note(change: Change): void {
    if (change.on === 'gap')
      for (const kind of ['job', 'device', 'worker'] as const) this.#add({ on: 'every', of: kind });
    else if (change.on === 'many') {
      const { of } = change;
      if (of === 'job' || of === 'device' || of === 'worker') this.#add({ on: 'every', of });
    } else if (change.on === 'job') {
      if (change.was !== change.state || change.state === 'submitted') this.#add(change);
    } else if (change.on === 'device' || change.on === 'worker' || change.on === 'event') this.#add(change);
  }

  #add(change: Told): void {
    if (this.#waiting.length >= MOST_WAITING) {
      this.#waiting = this.#waiting.slice(BATCH);
      this.#log.warn({ lost: BATCH }, 'events are lost: the database is slower than what happens');
    }
    this.#waiting.push(change);
    if (!this.#busy) this.#working = this.#run();
  }

  async #run(): Promise<void> {
    this.#busy = true;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, BATCH);
      try {
        await this.#opened;
        const events = await this.#read(batch);
        if (events.length > 0) await Promise.all([...this.#listeners].map((hear) => hear(events)));
      } catch (thrown) {
        this.#log.warn({ lost: batch.length, error: (thrown as Error).message }, 'events could not be read');
      }
    }
    this.#busy = false;
  }

  async #read(batch: readonly Told[]): Promise<LavaEvent[]> {
    const db = this.#db;
    const everyJob = batch.some((change) => change.on === 'every' && change.of === 'job');
    const missed = everyJob ? await this.#missedJobs() : [];
    const named = batch.flatMap((change) => (change.on === 'job' ? change.id : []));
    const ids = [...new Set([...named, ...missed])];
    const rowsOf = async <T extends { name: string }>(
      kind: 'device' | 'worker',
      read: (q: Queries, names?: readonly string[]) => Promise<T[]>,
    ) => {
      const every = batch.some((change) => change.on === 'every' && change.of === kind);
      const names = [...new Set(batch.flatMap((change) => (change.on === kind ? change.name : [])))];
      const rows = every || names.length > 0 ? await db.run((q) => read(q, every ? undefined : names)) : [];
      return new Map(rows.map((row) => [row.name, row]));
    };
    const [jobs, members, devices, workers] = await Promise.all([
      ids.length === 0 ? [] : db.run((q) => getJobs(q, ids)),
      db.run((q) => membershipOf(q, ids)),
      rowsOf('device', devicesNow),
      rowsOf('worker', workersNow),
    ]);
    const jobOf = new Map(jobs.map((row) => [row.id, row]));
    const job = (id: number, announced: string | null) => {
      const row = jobOf.get(id);
      if (!row) {
        this.#jobs.delete(id);
        return [];
      }
      const state = announced ?? row.state;
      // A job that waits is published with each change.
      const isKnown = this.#jobs.get(id) === state && (announced === null || state !== 'submitted');
      if (state === 'finished') this.#jobs.delete(id);
      else this.#jobs.set(id, state);
      return isKnown ? [] : jobEvent(row, state, members.get(id)?.subId ?? null);
    };
    const device = (name: string, state: string | null) => {
      const row = devices.get(name);
      // The state as it was announced, of a device that may be further already.
      return this.#changed('device', name, row && { ...row, state: state ?? row.state }, deviceEvent);
    };
    const worker = (name: string) => this.#changed('worker', name, workers.get(name), workerEvent);
    return batch.flatMap((change) => {
      if (change.on === 'device') return device(change.name, change.state);
      if (change.on === 'worker') return worker(change.name);
      if (change.on === 'event') return testEvent(change.job, change.text);
      if (change.on === 'job') return job(change.id, change.state);
      if (change.of === 'job') return missed.flatMap((id) => job(id, null));
      if (change.of === 'worker') return [...workers.keys()].flatMap(worker);
      return [...devices.keys()].flatMap((name) => device(name, null));
    });
  }

  /** Those whose state is not the one that was published last. */
  async #missedJobs(): Promise<number[]> {
    const found = await this.#db.run((q) => jobStates(q, MOST_JOBS));
    const now = new Map(found.map(({ id, state }) => [id, state]));
    const changed = found.filter(({ id, state }) => this.#jobs.get(id) !== state).map(({ id }) => id);
    const waiting = found.filter(({ state }) => state === 'submitted').map(({ id }) => id);
    // Those that have waited for longer are not among the found.
    const reach = waiting.length < MOST_JOBS ? 0 : Math.min(...waiting);
    const gone = [...this.#jobs]
      .filter(([id, state]) => !now.has(id) && (state !== 'submitted' || id >= reach))
      .map(([id]) => id);
    const missed = [...gone, ...changed];
    const lost = missed.length - MOST_MISSED;
    if (lost > 0) this.#log.warn({ lost }, 'events are lost: too many jobs changed together');
    return missed.slice(0, MOST_MISSED);
  }

  /** None when it is as it was published before. What is new has no event of its own. */
  #changed<T extends { state: string; health: string }>(
    kind: 'device' | 'worker',
    name: string,
    now: T | undefined,
    make: (now: T) => LavaEvent,
  ): LavaEvent[] {
    const key = `${kind} ${name}`;
    const before = this.#known.get(key);
    if (now) this.#known.set(key, stateOf(now));
    else this.#known.delete(key);
    return !now || before === undefined || before === stateOf(now) ? [] : [make(now)];
  }
}

const stateOf = ({ state, health }: { state: string; health: string }) => `${state} ${health}`;
