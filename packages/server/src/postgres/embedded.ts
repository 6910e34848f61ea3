// SPDX-License-Identifier: Apache-2.0

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { makeDirectory } from '@lava/kit/fs/make-directory.ts';
import type { Logger } from '@lava/kit/log/logger.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import pg from 'pg';
import { connectionConfig } from '../db/connection.ts';
import { isRetryable } from '../db/retry.ts';
import { type Account, databaseAccount } from './account.ts';
import { type Binaries, findBinaries } from './binaries.ts';
import { findPlace, type Place } from './place.ts';
import { removeStalePidFile, runningPostmaster } from './postmaster.ts';

/** Superuser of the cluster, and the database in it. The socket's directory lets nobody else in. */
const USER = 'lava';
const DATABASE = 'lava';

const START_PATIENCE = 60_000;
const STOP_PATIENCE = 30_000;
/** How often a postmaster that another process started is looked at, milliseconds. */
const WATCH_INTERVAL = 250;
const RESTART_DELAY = 200;
const LOG_LIMIT = 10 * 1024 * 1024;

/**
 * A PostgreSQL of our own in the state directory, reachable only by its UNIX socket. It is detached: it outlives a
 * server that is killed, and is found again. While this object lives, a cluster that dies is started again.
 */
export class EmbeddedPostgres {
  readonly #log: Logger;
  readonly #settings: Record<string, string>;
  readonly #account: Account;
  readonly #place: Place;
  #binaries: Binaries | undefined;
  #timer: NodeJS.Timeout | undefined;
  #stopping = false;

  private constructor(stateDir: string, log: Logger, settings: Record<string, string>) {
    this.#log = log;
    this.#settings = settings;
    this.#account = databaseAccount();
    this.#place = findPlace(stateDir, this.#account);
  }

  /**
   * @param settings of PostgreSQL, in addition to ours
   * @throws LavaError `config-invalid` when there is no PostgreSQL, or no user to run it as
   */
  static async start(
    stateDir: string,
    log: Logger,
    settings: Record<string, string> = {},
  ): Promise<EmbeddedPostgres> {
    makeDirectory(stateDir, 0o711);
    const embedded = new EmbeddedPostgres(realpathSync(stateDir), log, settings);
    await embedded.#initialize();
    await embedded.#launch();
    await embedded.#createDatabase();
    return embedded;
  }

  /** For `pg`; by the socket. */
  get url(): string {
    return this.urlOf(DATABASE);
  }

  urlOf(database: string): string {
    return `socket:${encodeURI(this.#place.socket)}?db=${database}&user=${USER}`;
  }

  get pid(): number | undefined {
    return runningPostmaster(this.#place.data);
  }

  /** Leaves PostgreSQL running and looks after it no more. */
  release(): void {
    this.#stopping = true;
    clearTimeout(this.#timer);
  }

  /** Stops PostgreSQL, unless another process of the server still uses it. */
  async stop(): Promise<void> {
    this.release();
    const pid = this.pid;
    if (pid === undefined || (await this.#isUsed())) return;
    kill(pid, 'SIGINT'); // fast shutdown: roll back, disconnect, write a checkpoint
    await until(() => this.pid !== pid, STOP_PATIENCE, 'PostgreSQL did not stop');
  }

  async #initialize(): Promise<void> {
    const { base, data } = this.#place;
    const version = join(data, 'PG_VERSION');
    const major = existsSync(version) ? Number.parseInt(readFileSync(version, 'utf8'), 10) : undefined;
    this.#binaries = findBinaries(this.#account, base, major);
    if (major !== undefined) return;
    this.#log.info({ data, major: this.#binaries.major }, 'creating the database');
    const part = join(base, `new-${randomBytes(4).toString('hex')}`);
    const { uid, gid } = this.#account;
    const args = [
      '-D',
      part,
      '-U',
      USER,
      '-E',
      'UTF8',
      '--locale=C',
      '--auth-local=trust',
      '--auth-host=reject',
    ];
    await run(this.#binaries.initdb, args, { uid, gid, cwd: base });
    try {
      renameSync(part, data); // whole or not at all, also when killed half way
    } catch (error) {
      rmSync(part, { recursive: true });
      if (!existsSync(version)) throw error; // else another process was faster
    }
  }

  async #launch(): Promise<void> {
    const deadline = performance.now() + START_PATIENCE;
    for (;;) {
      const running = this.pid;
      if (running !== undefined) this.#watch(running);
      const child = running === undefined ? this.#spawn() : undefined;
      if (await this.#answers(child, deadline)) return;
      if (performance.now() > deadline) throw this.#failure();
      await sleep(RESTART_DELAY);
    }
  }

  #spawn(): ChildProcess {
    const { data, log, socket, base } = this.#place;
    removeStalePidFile(data);
    const full = (statSync(log, { throwIfNoEntry: false })?.size ?? 0) > LOG_LIMIT;
    const out = openSync(log, full ? 'w' : 'a', 0o640);
    const settings = {
      listen_addresses: '',
      unix_socket_directories: socket,
      unix_socket_permissions: '0700',
      max_connections: '100',
      log_min_messages: 'warning',
      ...this.#settings,
    };
    const args = Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
    const { uid, gid } = this.#account;
    const { postgres } = this.#binaries ?? { postgres: 'postgres' };
    const child = spawn(postgres, ['-D', data, ...args], {
      uid,
      gid,
      cwd: base,
      detached: true,
      stdio: ['ignore', out, out],
      env: { PATH: process.env.PATH ?? '', LANG: 'C.UTF-8', TZ: 'UTC' },
    });
    closeSync(out);
    child.unref();
    child.on('error', (error) => this.#log.error({ error: error.message }, 'PostgreSQL does not start'));
    child.on('exit', () => this.#relaunch());
    return child;
  }

  /** True when it takes connections; false when the child ended, e.g. because another process was faster. */
  async #answers(child: ChildProcess | undefined, deadline: number): Promise<boolean> {
    for (let delay = 5; performance.now() < deadline; delay = Math.min(delay * 1.5, 100)) {
      if (await this.#query('postgres', 'select 1').then(() => true, notYet)) return true;
      const ended = child ? child.exitCode !== null || child.signalCode !== null : this.pid === undefined;
      if (ended) return false;
      await sleep(delay);
    }
    return false;
  }

  #watch(pid: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (this.pid === pid) this.#watch(pid);
      else this.#relaunch();
    }, WATCH_INTERVAL);
    this.#timer.unref();
  }

  #relaunching = false;
  #relaunch(): void {
    if (this.#stopping || this.#relaunching) return;
    this.#relaunching = true;
    this.#log.warn('PostgreSQL is gone; starting it again');
    this.#launch()
      .catch((error: Error) =>
        this.#log.error({ error: error.message }, 'PostgreSQL does not start; trying on'),
      )
      .finally(() => {
        this.#relaunching = false;
        const pid = this.pid;
        if (pid === undefined) this.#timer = setTimeout(() => this.#relaunch(), RESTART_DELAY).unref();
        else if (!this.#stopping) this.#watch(pid);
      });
  }

  async #createDatabase(): Promise<void> {
    const [known] = await this.#query('postgres', `select 1 from pg_database where datname = '${DATABASE}'`);
    if (known) return;
    await this.#query('postgres', `create database ${DATABASE}`).catch((error: Error & { code?: string }) => {
      // Made by another process in the meantime.
      if (error.code !== '42P04' && error.code !== '23505') throw error;
    });
  }

  async #isUsed(): Promise<boolean> {
    const others = `select 1 from pg_stat_activity where datname is not null and pid <> pg_backend_pid()`;
    return (await this.#query('postgres', others).catch(() => [])).length > 0;
  }

  async #query(database: string, sql: string): Promise<unknown[]> {
    const client = new pg.Client(connectionConfig(this.urlOf(database), 'lava-embedded'));
    client.on('error', () => undefined); // the query that is running reports it
    try {
      await client.connect();
      return (await client.query(sql)).rows;
    } finally {
      await client.end().catch(() => undefined); // was not connected
    }
  }

  #failure(): LavaError {
    const { log } = this.#place;
    const tail = existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n').slice(-3).join(' | ') : '';
    return new LavaError('database-down', `PostgreSQL does not start: ${tail}`, { hint: `see ${log}` });
  }
}

function notYet(error: unknown): false {
  if (isRetryable(error)) return false;
  throw error;
}

async function run(
  file: string,
  args: string[],
  options: { uid: number; gid: number; cwd: string },
): Promise<void> {
  try {
    await promisify(execFile)(file, args, options);
  } catch (cause) {
    const text = (cause as { stderr?: string }).stderr?.trim() || (cause as Error).message;
    throw new LavaError('host-tool-failed', `${file}: ${text}`, { cause });
  }
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // gone already
  }
}

async function until(condition: () => boolean, patience: number, message: string): Promise<void> {
  const end = performance.now() + patience;
  while (!condition()) {
    if (performance.now() > end) throw new LavaError('database-down', message);
    await sleep(20);
  }
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
