// SPDX-License-Identifier: Apache-2.0
import type { ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger, type Logger } from '@lava/kit/log/logger.ts';
import { quietPort } from '@lava/kit/testing/quiet-port.ts';
import { type CurveKeys, loadKeys, makeKeys, toHex } from '@lava/kit/zmq/curve.ts';
import { formatJoinLine } from '@lava/protocol/wire/join-line.ts';
import { type CONTROL_LINK, LOG_LINK } from '@lava/protocol/wire/messages.ts';
import type { Daemon } from '@lava/worker/daemon.ts';
import { savePlace } from '@lava/worker/settings.ts';
import type { Script } from '@lava/worker/testing/stand-in.ts';
import { sql } from 'kysely';
import type { Dealer } from 'zeromq';
import { Database } from '../db/database.ts';
import { updateWorker } from '../db/queries/workers.ts';
import { Gateway, type GatewayOptions, type GatewayTiming } from '../links/zmq/gateway.ts';
import { LogReader } from '../logs/log-reader.ts';
import { LogStore } from '../logs/log-store.ts';
import { createTestDatabase } from './database.ts';
import { eventually } from './eventually.ts';
import { testLab } from './lab.ts';
import { type Cable, proxy } from './link-proxy.ts';
import { bareDealer, rawLink } from './link-raw.ts';
import {
  killJobs,
  killProcess,
  startDaemon,
  startWorkerProcess,
  type WorkerOptions,
} from './link-workers.ts';

/** Shorter than in a lab, so that tests see the link come and go. */
export const QUICK = {
  gateway: { timeout: 2_000, ping: 200, sweep: 200, retry: 100, records: 60_000, settle: 2_000 },
  worker: { timeout: 2_000, ping: 200, connect: 1_000, retry: 20, maxRetry: 200, refused: 500 },
};

export interface LogLine {
  msg: string;
  [field: string]: unknown;
}

/**
 * Both ends of the worker link with real sockets and a real database; only the dispatcher is a stand-in. Everything made
 * here ends with `close`.
 */
export class LinkLab {
  db: Database;
  lab: ReturnType<typeof testLab>;
  keys: CurveKeys = makeKeys();
  readonly dir = mkdtempSync(join(tmpdir(), 'lava-link-'));
  readonly lines: LogLine[] = [];
  readonly log: Logger;
  store: LogStore;
  gateway: Gateway | undefined;
  /** For the gateway, from the next `serve` on. */
  more: Partial<GatewayOptions> = {};
  control = 0;
  logs = 0;
  readonly #closers: (() => unknown)[] = [];

  static async make(): Promise<LinkLab> {
    const { url, drop } = await createTestDatabase();
    const db = new Database({ url, connections: 8 });
    await db.changes.start();
    const lab = new LinkLab(db);
    lab.#closers.push(drop, () => db.close());
    await lab.enter();
    return lab;
  }

  private constructor(db: Database) {
    this.db = db;
    this.lab = testLab(db);
    this.log = createLogger('test', {
      level: 'debug',
      format: 'json',
      write: (line) => void this.lines.push(JSON.parse(line)),
    });
    this.store = new LogStore({ root: join(this.dir, 'job-output') });
  }

  /** A lab with a user, a device type, the worker `lab-1` and the device `qemu-1` on it. */
  private async enter(): Promise<void> {
    await this.lab.user();
    await this.lab.deviceType();
    await this.lab.worker('lab-1', { state: 'offline', last_seen: null });
    await this.lab.device();
  }

  /** Starts the server's end, or starts it again on the same ports. */
  async serve(timing: Partial<GatewayTiming> = {}): Promise<Gateway> {
    this.control ||= await quietPort();
    this.logs ||= await quietPort();
    const gateway = new Gateway({
      ...{ db: this.db, store: this.store, log: this.log, keys: this.keys, version: '1.2.3' },
      leases: { groups: [], longest: 3_600, each: 10, together: 0, weekly: 360_000 },
      control: [`tcp://127.0.0.1:${this.control}`],
      logs: [`tcp://127.0.0.1:${this.logs}`],
      makeBundle: async (job) => ({
        job,
        definition: (await this.lab.jobRow(job)).definition,
        device: 'device: secret-of-the-lab\n',
        limits: { logBytes: 1_000_000, seconds: 90 },
      }),
      timing: { ...QUICK.gateway, ...timing },
      ...this.more,
    });
    await gateway.start();
    this.gateway = gateway;
    this.#closers.push(() => gateway.close());
    return gateway;
  }

  /** Logs go to this directory from the next `serve` on, however full its disk. */
  storeIn(root: string): void {
    this.store = new LogStore({ root, reserve: 0 });
  }

  /** The server is another one from the next `serve` on: its database, key and logs. */
  async moveTo(url: string, keys: CurveKeys, root: string): Promise<void> {
    const db = new Database({ url, connections: 8 });
    await db.changes.start();
    this.#closers.push(() => db.close());
    await this.store.close();
    Object.assign(this, { db, keys, lab: testLab(db) });
    this.storeIn(root);
  }

  async stopServing(): Promise<void> {
    await this.gateway?.close();
    this.gateway = undefined;
  }

  /** The server goes, which the only worker notices, and comes back; resolves when they are linked, so that it may go again. */
  async serveAgain(): Promise<void> {
    await this.stopServing();
    await this.logged('no link to the server');
    this.lines.length = 0;
    await this.serve();
    await this.logged('linked to the server');
  }

  /** A state directory whose key is bound to the worker's name, as after a join. */
  async enrol(name = 'lab-1'): Promise<{ stateDir: string; keys: CurveKeys }> {
    const stateDir = join(this.dir, name);
    const keys = loadKeys(join(stateDir, 'worker.key'));
    await this.db.run((q) => updateWorker(q, name, { public_key: keys.publicKey }));
    this.place(stateDir, name);
    return { stateDir, keys };
  }

  /** The worker's key and place in another state directory, e.g. on another disk. */
  async copyKeys(stateDir: string, keys: CurveKeys, name = 'lab-1'): Promise<void> {
    mkdirSync(stateDir, { recursive: true });
    writeFileSync(join(stateDir, 'worker.key'), `public ${keys.publicKey}\nsecret ${keys.secretKey}\n`);
    this.place(stateDir, name);
  }

  place(stateDir: string, name = 'lab-1'): void {
    savePlace(stateDir, {
      name,
      host: '127.0.0.1',
      controlPort: this.control,
      logPort: this.logs,
      serverKey: toHex(this.keys.publicKey),
    });
  }

  /** The worker reaches the server's ports only through here; a cut cable swallows everything and closes nothing. */
  async throughProxy(stateDir: string): Promise<Cable> {
    const cable = await proxy([this.control, this.logs]);
    this.#closers.push(() => cable.close());
    const [controlPort = 0, logPort = 0] = cable.ports;
    const serverKey = toHex(this.keys.publicKey);
    savePlace(stateDir, { name: 'lab-1', host: '127.0.0.1', serverKey, controlPort, logPort });
    return cable;
  }

  /** As if PostgreSQL had been restarted. */
  async cutDatabase(): Promise<void> {
    await this.db.run((q) =>
      sql`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()`.execute(q),
    );
  }

  /** The worker's daemon within this process. */
  async worker(stateDir: string, options: Omit<WorkerOptions, 'timing'> = {}): Promise<Daemon> {
    const daemon = await startDaemon(stateDir, this.log, { ...options, timing: QUICK.worker });
    this.#closers.push(
      () => daemon.close(),
      () => killJobs(stateDir),
    );
    return daemon;
  }

  /** The real program, for tests that kill it. */
  async workerProcess(stateDir: string): Promise<ChildProcess> {
    const child = startWorkerProcess(stateDir);
    this.#closers.push(
      () => killProcess(child),
      () => killJobs(stateDir),
    );
    return child;
  }

  /** A scheduled job that does what `script` says; its id. */
  job(script: Script, set: { worker?: string; device?: string } = {}): Promise<number> {
    return this.lab.scheduledJob({ definition: JSON.stringify(script), ...set });
  }

  jobDir(stateDir: string, job: number): string {
    return join(stateDir, 'jobs', String(job));
  }

  /** Lets a job that waits run to its end. */
  go(stateDir: string, job: number): void {
    writeFileSync(join(this.jobDir(stateDir, job), 'go'), '');
  }

  /** A join line for the worker, valid until `expires`. */
  async joinLine(name = 'lab-1', expires = new Date(Date.now() + 60_000)): Promise<string> {
    const token = makeKeys();
    await this.db.run((q) => updateWorker(q, name, { join_key: token.publicKey, join_expires: expires }));
    return formatJoinLine({
      name,
      host: '127.0.0.1',
      controlPort: this.control,
      logPort: this.logs,
      serverKey: toHex(this.keys.publicKey),
      token: toHex(token.secretKey),
    });
  }

  /** A bare socket with a worker's key, for what no worker of ours would send. */
  async raw(link: typeof CONTROL_LINK | typeof LOG_LINK, keys: CurveKeys, handshake = 1_000) {
    const port = link === LOG_LINK ? this.logs : this.control;
    const raw = await rawLink({ link, port, keys, serverKey: this.keys.publicKey, handshake });
    this.#closers.push(() => raw.socket.close());
    return raw;
  }

  /** Says hello with a routing id of its own choosing; what comes back is in `bareAnswers`. */
  bareDealer(routing: string, keys: CurveKeys): Dealer {
    const place = { port: this.control, keys, serverKey: this.keys.publicKey };
    const socket = bareDealer(place, routing, this.bareAnswers);
    this.#closers.push(() => socket.close());
    return socket;
  }
  readonly bareAnswers: string[][] = [];

  /** As a user does it. */
  async cancel(job: number): Promise<void> {
    const set = { state: 'canceling' as const, cancel_reason: 'canceled by ann' };
    await this.db.run((q) => q.updateTable('jobs').set(set).where('id', '=', job).execute());
  }

  /** All stored lines of a job. */
  stored(job: number): Promise<string[]> {
    return new LogReader(this.db, this.store).readRecords(job, 0, 10_000_000);
  }

  /** Resolves with the job's row once it is in one of these states. */
  async until(job: number, ...states: string[]) {
    return this.eventually(async () => {
      const row = await this.lab.jobRow(job);
      return states.includes(row.state) ? row : undefined;
    });
  }

  /** Asks again after every change in the database, and now and then, until there is an answer. */
  eventually<T>(question: () => Promise<T | undefined> | T | undefined): Promise<T> {
    return eventually(this.db, question);
  }

  async count(table: 'results' | 'log_chunks'): Promise<{ rows: number }> {
    const rows = await this.db.run((q) => q.selectFrom(table).select('run_id').execute());
    return { rows: rows.length };
  }

  /** The service log's entry with this text. */
  logged(msg: string): Promise<LogLine> {
    return this.eventually(() => this.lines.find((line) => line.msg === msg));
  }

  async close(): Promise<void> {
    for (const close of this.#closers.splice(0).reverse()) await close();
    await this.store.close();
    rmSync(this.dir, { recursive: true, force: true, maxRetries: 5 });
  }
}
