// SPDX-License-Identifier: Apache-2.0
import type { Logger } from '@lava/kit/log/logger.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { Context, Publisher } from 'zeromq';
import type { Change } from '../../db/change.ts';
import type { Database } from '../../db/database.ts';
import { devicesNow } from '../../db/queries/devices.ts';
import { getJobs } from '../../db/queries/jobs.ts';
import { membershipOf } from '../../db/queries/multinode.ts';
import { workersNow } from '../../db/queries/workers.ts';
import { visibleEvents, visibleJobs } from '../../jobs/visible.ts';
import { deviceEvent, jobEvent, workerEvent } from './event-frames.ts';

/** Changes that wait to be published; beyond, the oldest are lost. */
const MOST_WAITING = 20_000;
/** Changes that are read together. */
const BATCH = 200;
/** Messages for a subscriber that does not take them; beyond, ZeroMQ drops what is new for it. */
const SEND_QUEUE = 10_000;

type Named = Extract<Change, { on: 'job' | 'device' | 'worker' }>;

/**
 * LAVA's events, on a socket without a door: whoever reaches the port hears them. So they are only about what somebody without
 * an account may see. They are made of the database's notifications, in the order of commits; what happens while this process
 * is away is not published later.
 */
export class EventPublisher {
  readonly #db: Database;
  readonly #log: Logger;
  readonly #endpoints: string[];
  readonly #context = new Context();
  readonly #socket: Publisher;
  /** State and health of each device and worker, as last published: other changes of them are not published. */
  readonly #known = new Map<string, string>();
  #waiting: Named[] = [];
  #working: Promise<void> = Promise.resolve();
  #busy = false;
  #closed = false;
  #unsubscribe: () => void = () => undefined;

  constructor({ db, log, endpoints }: { db: Database; log: Logger; endpoints: string[] }) {
    this.#db = db;
    this.#log = log;
    this.#endpoints = endpoints;
    this.#socket = new Publisher({
      context: this.#context,
      ipv6: true,
      linger: 0,
      sendHighWaterMark: SEND_QUEUE,
      tcpKeepalive: 1,
      // What subscribers send are subscriptions: a few bytes.
      maxMessageSize: 1_024,
    });
  }

  /**
   * @returns the end points with the ports that were chosen
   * @throws LavaError `config-invalid`
   */
  async start(): Promise<string[]> {
    const bound: string[] = [];
    for (const endpoint of this.#endpoints) {
      await this.#socket.bind(endpoint).catch((cause: Error) => {
        throw new LavaError('config-invalid', `cannot listen on ${endpoint} for events: ${cause.message}`, {
          cause,
        });
      });
      bound.push(this.#socket.lastEndpoint ?? endpoint);
    }
    // Before what is there is read: a change in between is then found to be none, or published.
    this.#unsubscribe = this.#db.changes.on((change) => this.#note(change));
    for (const device of await this.#db.run((q) => devicesNow(q)))
      this.#known.set(`device ${device.name}`, stateOf(device));
    for (const worker of await this.#db.run((q) => workersNow(q)))
      this.#known.set(`worker ${worker.name}`, stateOf(worker));
    return bound;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#unsubscribe();
    this.#waiting = [];
    await this.#working;
    this.#socket.close();
  }

  #note(change: Change): void {
    if (change.on !== 'job' && change.on !== 'device' && change.on !== 'worker') return;
    if (change.on === 'job' && change.was === change.state && change.state !== 'submitted') return;
    if (this.#waiting.length >= MOST_WAITING) {
      this.#waiting = this.#waiting.slice(BATCH);
      this.#log.warn({ lost: BATCH }, 'events are lost: the database is slower than what happens');
    }
    this.#waiting.push(change);
    if (!this.#busy) this.#working = this.#run();
  }

  async #run(): Promise<void> {
    this.#busy = true;
    while (this.#waiting.length > 0 && !this.#closed) {
      const batch = this.#waiting.splice(0, BATCH);
      try {
        await this.#publish(batch);
      } catch (thrown) {
        this.#log.warn({ lost: batch.length, error: (thrown as Error).message }, 'events could not be read');
      }
    }
    this.#busy = false;
  }

  async #publish(batch: readonly Named[]): Promise<void> {
    const db = this.#db;
    const ids = batch.flatMap((change) => (change.on === 'job' ? change.id : []));
    const named = (on: 'device' | 'worker') => [
      ...new Set(batch.flatMap((change) => (change.on === on ? change.name : []))),
    ];
    const [jobs, members, devices, workers] = await Promise.all([
      ids.length === 0 ? [] : db.run((q) => getJobs(q, [...new Set(ids)])),
      db.run((q) => membershipOf(q, [...new Set(ids)])),
      namedOnly(named('device'), (names) => db.run((q) => devicesNow(q, names))),
      namedOnly(named('worker'), (names) => db.run((q) => workersNow(q, names))),
    ]);
    const current = devices.flatMap((device) => device.current_job ?? []);
    const [shown, seen] = await Promise.all([
      visibleJobs(db, null, [...new Set([...ids, ...current])]),
      visibleEvents(db, null, [
        ...devices.map(({ name }) => ({ resource: 'device' as const, name })),
        ...workers.map(({ name }) => ({ resource: 'worker' as const, name })),
      ]),
    ]);
    const open = new Set(seen.map(({ resource, name }) => `${resource} ${name}`));
    const jobOf = new Map(jobs.map((row) => [row.id, row]));
    const deviceOf = new Map(devices.map((row) => [row.name, row]));
    const workerOf = new Map(workers.map((row) => [row.name, row]));
    for (const change of batch) {
      if (change.on === 'job') {
        const row = jobOf.get(change.id);
        if (row && shown.has(row.id))
          await this.#socket.send(jobEvent(row, change.state, members.get(row.id)?.subId ?? null));
        continue;
      }
      const key = `${change.on} ${change.name}`;
      const row = change.on === 'device' ? deviceOf.get(change.name) : workerOf.get(change.name);
      if (!row) {
        this.#known.delete(key);
        continue;
      }
      // The state as it was announced, of a device that may be further already.
      const now = change.on === 'device' ? { ...row, state: change.state ?? row.state } : row;
      const before = this.#known.get(key);
      this.#known.set(key, stateOf(now));
      // What is new has no event of its own.
      if (before === undefined || before === stateOf(now) || !open.has(key)) continue;
      if ('device_type' in now)
        await this.#socket.send(deviceEvent(now, shown.has(now.current_job ?? 0) ? now.current_job : null));
      else await this.#socket.send(workerEvent(now));
    }
  }
}

const stateOf = ({ state, health }: { state: string; health: string }) => `${state} ${health}`;

async function namedOnly<T>(names: string[], read: (names: string[]) => Promise<T[]>): Promise<T[]> {
  return names.length === 0 ? [] : read(names);
}
