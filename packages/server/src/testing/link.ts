// SPDX-License-Identifier: Apache-2.0
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger, type Logger } from '@lava/kit/log/logger.ts';
import { killAll } from '@lava/kit/process/hunt.ts';
import { type CurveKeys, loadKeys, makeKeys, toHex } from '@lava/kit/zmq/curve.ts';
import { DealerSocket } from '@lava/kit/zmq/dealer-socket.ts';
import { formatJoinLine } from '@lava/protocol/wire/join-line.ts';
import { type CONTROL_LINK, LOG_LINK, MAX_FRAME } from '@lava/protocol/wire/messages.ts';
import { Daemon } from '@lava/worker/daemon.ts';
import { savePlace } from '@lava/worker/settings.ts';
import type { Script } from '@lava/worker/testing/stand-in.ts';
import { sql } from 'kysely';
import { Context, Dealer } from 'zeromq';
import { Database } from '../db/database.ts';
import { updateWorker } from '../db/queries/workers.ts';
import { Gateway, type GatewayTiming } from '../links/zmq/gateway.ts';
import { LogReader } from '../logs/log-reader.ts';
import { LogStore } from '../logs/log-store.ts';
import { createTestDatabase } from './database.ts';
import { testLab } from './lab.ts';

const WORKER = join(import.meta.dirname, '../../../worker/src');
export const STAND_IN = join(WORKER, 'testing/stand-in.ts');

/** Shorter than in a lab, so that tests see the link come and go. */
export const QUICK = {
  gateway: { timeout: 2_000, ping: 200, sweep: 200, retry: 100, records: 60_000 } satisfies GatewayTiming,
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
    const gateway = new Gateway({
      db: this.db,
      store: this.store,
      log: this.log,
      keys: this.keys,
      version: '1.2.3',
      control: [`tcp://127.0.0.1:${this.control || '*'}`],
      logs: [`tcp://127.0.0.1:${this.logs || '*'}`],
      makeBundle: async (job) => ({
        job,
        definition: (await this.lab.jobRow(job)).definition,
        device: 'device: secret-of-the-lab\n',
        limits: { logBytes: 1_000_000 },
      }),
      timing: { ...QUICK.gateway, ...timing },
    });
    const bound = await gateway.start();
    this.control = Number(bound.control[0]?.split(':').at(-1));
    this.logs = Number(bound.logs[0]?.split(':').at(-1));
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
  async throughProxy(stateDir: string): Promise<{ cut(): void; repair(): void }> {
    let cut = false;
    const sockets = new Set<Socket>();
    const relay = async (target: number) => {
      const server = createServer((inner) => {
        const outer = connect(target, '127.0.0.1');
        for (const [from, to] of [
          [inner, outer],
          [outer, inner],
        ] as const) {
          sockets.add(from);
          from.on('data', (data) => cut || to.write(data));
          from.on('close', () => (cut ? undefined : to.destroy()));
          from.on('error', () => from.destroy());
        }
      });
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      this.#closers.push(() => {
        for (const socket of sockets) socket.destroy();
        server.close();
      });
      return (server.address() as AddressInfo).port;
    };
    const { control, logs } = this;
    const place = { controlPort: await relay(control), logPort: await relay(logs) };
    savePlace(stateDir, {
      name: 'lab-1',
      host: '127.0.0.1',
      serverKey: toHex(this.keys.publicKey),
      ...place,
    });
    return {
      cut: () => {
        cut = true;
      },
      repair: () => {
        cut = false;
        for (const socket of sockets) socket.destroy();
      },
    };
  }

  /** As if PostgreSQL had been restarted. */
  async cutDatabase(): Promise<void> {
    await this.db.run((q) =>
      sql`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()`.execute(q),
    );
  }

  /** The worker's daemon within this process. */
  async worker(
    stateDir: string,
    options: { cancelGrace?: number; now?: () => number; realDispatcher?: boolean } = {},
  ): Promise<Daemon> {
    const settings = {
      stateDir,
      logLevel: 'debug' as const,
      cancelGrace: options.cancelGrace ?? 60,
      ...(!options.realDispatcher && { dispatcher: STAND_IN }),
    };
    const daemon = new Daemon({ settings, log: this.log, timing: QUICK.worker, now: options.now });
    await daemon.start();
    this.#closers.push(
      () => daemon.close(),
      () => this.#killJobs(stateDir),
    );
    return daemon;
  }

  /** The real program, for tests that kill it. */
  async workerProcess(stateDir: string): Promise<ChildProcess> {
    const child = spawn(process.execPath, [join(WORKER, 'main.ts'), '--log-format', 'text'], {
      env: { ...process.env, LAVA_WORKER_STATE_DIR: stateDir, LAVA_WORKER_DISPATCHER: STAND_IN },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#closers.push(
      async () => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        child.kill('SIGKILL');
        await once(child, 'exit');
      },
      () => this.#killJobs(stateDir),
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
    const socket = await DealerSocket.connect(
      {
        context: new Context(),
        endpoint: `tcp://127.0.0.1:${link === LOG_LINK ? this.logs : this.control}`,
        keys,
        serverKey: this.keys.publicKey,
        link,
        maxFrame: MAX_FRAME,
        timeout: 5_000,
      },
      handshake,
    );
    const got: Record<string, unknown>[] = [];
    let wake: () => void = () => undefined;
    void socket.receive((frames) => {
      got.push(JSON.parse(String(frames[0])));
      wake();
    });
    this.#closers.push(() => socket.close());
    return {
      socket,
      got,
      send: (message: object, ...more: (string | Buffer)[]) =>
        socket.send([JSON.stringify(message), ...more]),
      /** The next message of this type that was not taken yet. */
      take: async (type: string) => {
        for (;;) {
          const at = got.findIndex((message) => message.type === type);
          if (at >= 0) return got.splice(at, 1)[0] as Record<string, unknown>;
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      },
    };
  }

  /** Says hello with a routing id of its own choosing; what comes back is in `bareAnswers`. */
  bareDealer(routing: string, keys: CurveKeys): Dealer {
    const socket = new Dealer({
      routingId: routing,
      curveServerKey: this.keys.publicKey,
      curvePublicKey: keys.publicKey,
      curveSecretKey: keys.secretKey,
      linger: 0,
    });
    socket.connect(`tcp://127.0.0.1:${this.control}`);
    this.#closers.push(() => socket.close());
    const read = async () => {
      for await (const frames of socket) this.bareAnswers.push(frames.map(String));
    };
    read().catch(() => undefined); // it ends when the socket is closed
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
  async eventually<T>(question: () => Promise<T | undefined> | T | undefined): Promise<T> {
    let wake: () => void = () => undefined;
    const stop = this.db.changes.on(() => wake());
    try {
      for (;;) {
        const woken = new Promise<void>((resolve) => {
          wake = resolve;
        });
        const answer = await question();
        if (answer !== undefined && answer !== false) return answer;
        const timer = setTimeout(() => wake(), 50);
        await woken;
        clearTimeout(timer);
      }
    } finally {
      stop();
    }
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

  async #killJobs(stateDir: string): Promise<void> {
    let jobs: string[] = [];
    try {
      jobs = readdirSync(join(stateDir, 'jobs'));
    } catch {
      // the test removed it
    }
    for (const job of jobs) await killAll({ variable: `LAVA_JOB_DIR=${join(stateDir, 'jobs', job)}` }, 5_000);
  }
}
