// SPDX-License-Identifier: Apache-2.0
import type { Logger } from '@lava/kit/log/logger.ts';
import { type CurveKeys, fingerprint, isPublicKey } from '@lava/kit/zmq/curve.ts';
import { RouterSocket } from '@lava/kit/zmq/router-socket.ts';
import { Zap } from '@lava/kit/zmq/zap.ts';
import {
  type Ack,
  type Bundle,
  CONTROL_LINK,
  LOG_LINK,
  MAX_FRAME,
  RecordsHeader,
  type ServerMessage,
} from '@lava/protocol/wire/messages.ts';
import { Context } from 'zeromq';
import type { ConsoleHub } from '../../consoles/hub.ts';
import type { Change } from '../../db/change.ts';
import type { Database } from '../../db/database.ts';
import { bindKey } from '../../db/queries/workers.ts';
import { Ingest } from '../../ingest/ingest.ts';
import { finishIfComplete } from '../../jobs/lifecycle.ts';
import type { LogStore } from '../../logs/log-store.ts';
import type { LeaseRules } from '../../rights/leases.ts';
import { SilenceWatch } from '../../workers/silence.ts';
import { KeyRing, type Peer } from './key-ring.ts';
import { isSmall, LargeMessages } from './large-messages.ts';
import { parseFrame, readMessage } from './read-message.ts';
import { type GatewayTiming, TIMING } from './timing.ts';
import { wrongPort } from './wrong-port.ts';
import { ZmqWorker } from './zmq-worker.ts';

export type { GatewayTiming } from './timing.ts';

export interface GatewayOptions {
  db: Database;
  store: LogStore;
  log: Logger;
  /** CURVE keys of the server. */
  keys: CurveKeys;
  version: string;
  consoles?: ConsoleHub;
  /** ZeroMQ end points to listen on, e.g. `tcp://*:5556`. */
  control: string[];
  logs: string[];
  /** Everything a worker needs to run the job. @throws LavaError why it cannot be run */
  makeBundle(job: number): Promise<Bundle>;
  /** For the holds of jobs that nobody asked for as leases. */
  leases: LeaseRules;
  timing?: Partial<GatewayTiming>;
}

/** Messages of one worker that wait in memory; a `records` message has up to 1 MiB. */
const CONTROL_QUEUE = 100;
const LOG_QUEUE = 4;
/** Joins at a time; each takes a connection to the database. */
const MOST_JOINING = 4;

/**
 * The server's end of the worker links: lets workers in by their keys, starts and cancels jobs there the moment the
 * database says so, and takes their records. Workers dial in; nothing is ever connected to.
 */
export class Gateway {
  readonly #options: GatewayOptions;
  readonly #timing: GatewayTiming;
  readonly #log: Logger;
  readonly #zap: Zap;
  readonly #control: RouterSocket;
  readonly #logs: RouterSocket;
  readonly #ring: KeyRing;
  readonly #workers = new Map<string, ZmqWorker>();
  readonly ingest: Ingest;
  readonly #large: LargeMessages;
  readonly #joining = new Set<string>();
  #stopListening: (() => void) | undefined;
  #stopConsoles: (() => void) | undefined;
  #sweep: NodeJS.Timeout | undefined;
  readonly #silence: SilenceWatch;
  #marking: Promise<unknown> | undefined;
  #completing: Promise<void> = Promise.resolve();
  #swept = performance.now();

  constructor(options: GatewayOptions) {
    const { db, store, log, keys } = options;
    this.#options = options;
    this.#timing = { ...TIMING, ...options.timing };
    this.#log = log;
    this.#large = new LargeMessages(log);
    const context = new Context();
    this.#silence = new SilenceWatch(db);
    this.#ring = new KeyRing({ db, keys, log });
    this.#zap = new Zap(context, (knock) => this.#ring.admit(knock));
    const { timeout } = this.#timing;
    const common = { context, secretKey: keys.secretKey, maxFrame: MAX_FRAME, timeout };
    this.#control = new RouterSocket({
      ...common,
      domain: CONTROL_LINK,
      endpoints: options.control,
      receiveQueue: CONTROL_QUEUE,
    });
    this.#logs = new RouterSocket({
      ...common,
      domain: LOG_LINK,
      endpoints: options.logs,
      receiveQueue: LOG_QUEUE,
    });
    this.ingest = new Ingest({
      db,
      store,
      log,
      retry: this.#timing.retry,
      onComplete: (job, worker) => this.#complete(job, worker),
    });
  }

  /**
   * @returns the end points that it listens on
   * @throws LavaError `config-invalid` when a port is taken, `database-down`
   */
  async start(): Promise<{ control: string[]; logs: string[] }> {
    await this.#ring.refresh();
    await this.#zap.start();
    this.#stopConsoles = this.#options.consoles?.use({
      isLinked: (worker) => this.#workers.get(worker)?.session.online === true,
      send: (worker, message) => this.#send(worker, message),
    });
    const bound = { control: await this.#control.bind(), logs: await this.#logs.bind() };
    this.#stopListening = this.#options.db.changes.on((change) => this.#onChange(change));
    this.#control.run((routing, frames) => this.#onControl(routing, frames));
    this.#logs.run((routing, frames) => this.#onRecords(routing, frames));
    this.#sweep = setInterval(() => this.#onSweep(), Math.min(this.#timing.sweep, this.#timing.timeout / 4));
    this.#log.info({ ...bound, key: fingerprint(this.#options.keys.publicKey) }, 'workers may link');
    return bound;
  }

  /** Jobs keep running on the workers; what they say meanwhile they say again to the next gateway. */
  async close(): Promise<void> {
    clearInterval(this.#sweep);
    this.#stopListening?.();
    this.#stopConsoles?.();
    // The readers may wait for the ingest to take what they hold, so both end together.
    await Promise.all([this.ingest.close(), this.#control.close(), this.#logs.close()]);
    await Promise.all([...this.#workers.values()].map(({ session }) => session.settle()));
    await this.#completing;
    await this.#marking;
    await this.#zap.close();
  }

  #onControl(routing: string, [frame, data]: Buffer[]): void {
    const peer = this.#ring.control(routing);
    if (this.#ring.log(routing) !== undefined) this.#control.send(routing, wrongPort('control', 'log'));
    if (!peer || !frame) return;
    if (peer.kind === 'worker' && !isSmall(frame)) {
      this.#large.read(peer.name, frame, (message) => {
        const now = this.#ring.control(routing); // it may have been removed meanwhile
        if (now?.kind === 'worker') this.#worker(now.name).receive(message);
      });
      return;
    }
    const message = isSmall(frame) ? readMessage(frame) : undefined;
    if (!message) return;
    if (peer.kind === 'worker') this.#worker(peer.name).receive(message, data);
    else if (message.type === 'join') this.#onJoin(routing, peer, message.publicKey);
  }

  #onRecords(routing: string, [head, data]: Buffer[]): Promise<void> | undefined {
    const worker = this.#ring.log(routing);
    const header = worker !== undefined && isSmall(head) ? parseFrame(RecordsHeader, head) : undefined;
    if (this.#ring.control(routing)?.kind === 'worker') this.#logs.send(routing, wrongPort('log', 'control'));
    if (worker === undefined || !header || !data) return undefined;
    const reply = (ack: Ack) => this.#logs.send(routing, JSON.stringify(ack));
    return this.ingest.add(header, data, worker, reply);
  }

  #worker(name: string): ZmqWorker {
    const known = this.#workers.get(name);
    if (known) return known;
    const { db, version, makeBundle, leases } = this.#options;
    const worker = new ZmqWorker({
      ...{
        name,
        db,
        version,
        makeBundle,
        consoles: this.#options.consoles,
        leases,
        log: this.#log,
        patience: this.#timing.records,
        settle: this.#timing.settle,
      },
      send: (message) => this.#send(name, message),
      stalled: () => this.ingest.problem !== undefined,
    });
    this.#workers.set(name, worker);
    return worker;
  }

  /** The worker's control link may be at another master, which learns of the job's end from the database. */
  #complete(job: number, worker: string): void {
    const session = this.#workers.get(worker)?.session;
    if (session) session.complete(job);
    else this.#completing = this.#completing.then(() => this.#finish(job));
  }

  async #finish(job: number): Promise<void> {
    const { db, log } = this.#options;
    try {
      await db.transaction((q) => finishIfComplete(q, job));
    } catch (error) {
      // The worker says again that it has ended, and its master finishes it then.
      log.warn({ job, reason: (error as Error).message }, 'a job could not be finished yet');
    }
  }

  #send(worker: string, message: ServerMessage): void {
    const routing = this.#ring.routingOf(worker);
    if (routing !== undefined) this.#control.send(routing, JSON.stringify(message));
  }

  /** One at a time of each token, and few of all: the holder of one says it again. */
  #onJoin(routing: string, peer: Peer & { kind: 'join' }, publicKey: string): void {
    const { joinKey } = peer;
    if (this.#joining.has(joinKey) || this.#joining.size >= MOST_JOINING) return;
    this.#joining.add(joinKey);
    void this.#join(routing, peer, publicKey).finally(() => this.#joining.delete(joinKey));
  }

  /** A token that is used up, expired or somebody else's gets no answer, as if nobody were here. */
  async #join(routing: string, peer: Peer & { kind: 'join' }, publicKey: string): Promise<void> {
    const { db } = this.#options;
    const { name, joinKey } = peer;
    try {
      if (!isPublicKey(publicKey) || !(await db.transaction((q) => bindKey(q, name, joinKey, publicKey))))
        return;
      await this.#ring.refresh();
      this.#log.info({ worker: name, fingerprint: fingerprint(publicKey) }, 'worker has joined');
      this.#control.send(routing, JSON.stringify({ type: 'joined', name }));
    } catch (error) {
      this.#log.error({ worker: name, reason: (error as Error).message }, 'worker could not join');
    }
  }

  #onChange(change: Change): void {
    if (change.on === 'job' && change.worker !== null) this.#workers.get(change.worker)?.session.sync();
    if (change.on === 'multinode') this.#said(change.group);
    // Who waits for a job that is over waits in vain.
    if (change.on === 'job' && change.state === 'finished') this.#said();
    const anything = change.on === 'gap' || change.on === 'many';
    if ((change.on === 'worker' && change.keys) || anything) this.#refreshKeys();
    if (!anything) return;
    this.#said();
    for (const { session } of this.#workers.values()) session.sync();
  }

  #said(group?: number): void {
    for (const { session } of this.#workers.values()) session.said(group);
  }

  #refreshKeys(): void {
    this.#ring.refresh().then(
      () => this.#dropStrangers(),
      (error: Error) => this.#log.error({ reason: error.message }, 'the keys of the workers cannot be read'),
    );
  }

  /** Whose key is not accepted any more is not listened to any more; it notices by the silence. */
  #dropStrangers(): void {
    for (const [name, { session }] of this.#workers) {
      if (this.#ring.routingOf(name) !== undefined) continue;
      session.lost('its key is not accepted any more');
      this.#workers.delete(name);
    }
  }

  #onSweep(): void {
    const late = performance.now() - this.#swept;
    this.#swept = performance.now();
    // This process stood still: what the workers said meanwhile is not read yet.
    if (late > this.#timing.timeout) return;
    for (const [name, { session }] of this.#workers) {
      if (this.#large.isReading(name)) continue;
      if (session.silence > this.#timing.timeout) session.lost('it has been silent for too long');
      else session.sync();
    }
    this.#said();
    this.#marking ??= this.#markSilent().finally(() => {
      this.#marking = undefined;
    });
  }

  async #markSilent(): Promise<void> {
    const held = [...this.#workers].filter(([, { session }]) => session.online).map(([name]) => name);
    try {
      const silent = await this.#silence.look(new Set(held));
      if (silent.length > 0) this.#log.warn({ workers: silent }, 'workers are silent');
    } catch (error) {
      this.#log.error({ reason: (error as Error).message }, 'silent workers cannot be looked for');
    }
  }
}
