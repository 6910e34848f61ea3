// SPDX-License-Identifier: Apache-2.0
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as setTimeoutPromise } from 'node:timers/promises';
import { identify, isAlive, ProcessId } from '@lava/kit/process/identity.ts';
import { mainOf } from '@lava/kit/process/mains.ts';
import { type Client, createClient } from '@lava/protocol/api/client.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { DEFAULT_RANGE } from '@lava/worker/jobs/accounts.ts';
import { endLeftovers } from './leftovers.ts';
import { freePort } from './port.ts';
import { type Program, startProgram, waitFor } from './program.ts';

export interface LabOptions {
  /** Holds everything; the same directory again is the same lab. A root's PostgreSQL user must be able to pass it. */
  directory: string;
  /** Port of REST and web pages that is taken when it is free. */
  httpPort?: number;
  /** Program that the worker starts for each job in place of `lava-run`: the far end of tests. */
  dispatcher?: string;
  /** Gives the ports by which the worker reaches the server's, e.g. those of a cable that a test cuts. */
  workerPorts?(ports: { control: number; log: number }): Promise<{ control: number; log: number }>;
  /** More settings of the server, as in its file. */
  settings?: Record<string, unknown>;
  /** Directories whose files jobs may name, separated by colons; the worker's own default without it. */
  fileDirs?: string | undefined;
  /** What the boards of the worker get by TFTP; the worker's own default without it. */
  tftpDir?: string | undefined;
  /** Told before each thing that takes long. */
  progress?(text: string): void;
}

/** Server, with its database, and one worker: real programs in processes of their own, on the loopback. */
export interface Lab {
  url: string;
  username: string;
  password: string;
  token: string;
  /** As an admin, with the token. */
  client: Client;
  workerName: string;
  workerDir: string;
  server: Program;
  worker: Program;
  /** A worker's daemon like the first one, e.g. after that was killed. */
  startWorker(): Promise<Program>;
  startServer(): Promise<Program>;
  /** Cancels what runs, stops everything, leaves no process. */
  stop(): Promise<void>;
}

interface Ports {
  http: number;
  control: number;
  log: number;
}

/** Longest that ending the lab's processes in order may take, milliseconds. */
const STOP_GRACE = 20_000;

/** How long a server may take to cancel what runs before it is stopped, milliseconds. */
const CANCEL_PATIENCE = 5_000;

/** @throws Error with the end of the log of the program that did not start */
export async function startLab({
  directory,
  httpPort,
  dispatcher,
  workerPorts,
  settings = {},
  fileDirs,
  tftpDir,
  progress = () => undefined,
}: LabOptions): Promise<Lab> {
  const serverDir = join(directory, 'server');
  const workerDir = join(directory, 'worker');
  mkdirSync(directory, { recursive: true });
  // PostgreSQL's own user must be able to pass, also through what mkdtemp made; and commands of devices, which run under the
  // accounts of jobs, may leave files next to the lab's own.
  if (process.getuid?.() === 0) chownSync(directory, -1, DEFAULT_RANGE.first);
  chmodSync(directory, process.getuid?.() === 0 ? 0o1771 : 0o711);
  claim(directory);
  // A file of its own, so that a server that is installed on this machine keeps its settings, and database, to itself.
  const settingsFile = join(directory, 'settings.yaml');
  writeFileSync(settingsFile, `${JSON.stringify(settings)}\n`);
  progress('ending what an earlier run left');
  await endLeftovers(directory, STOP_GRACE);
  const ports = await choosePorts(directory, httpPort);
  const reached = { ...ports, ...(await workerPorts?.(ports)) };
  const url = `http://127.0.0.1:${ports.http}`;

  async function startServer(): Promise<Program> {
    const program = await startProgram({
      name: 'server',
      command: [mainOf('lava-server'), 'server', ...serverFlags(serverDir, ports)],
      env: { LAVA_SETTINGS: settingsFile },
      logFile: join(directory, 'server.log'),
    });
    const anybody = createClient({ baseUrl: url });
    await waitFor(program, 'an answer at its REST interface', () => anybody.session());
    return program;
  }

  async function startWorker(): Promise<Program> {
    const program = await startProgram({
      name: 'worker',
      command: [mainOf('lava-slave'), ...workerFlags(workerDir, reached)],
      env: {
        ...(dispatcher !== undefined && { LAVA_WORKER_DISPATCHER: dispatcher }),
        ...(fileDirs !== undefined && { LAVA_WORKER_FILE_DIRS: fileDirs }),
        ...(tftpDir !== undefined && { LAVA_WORKER_TFTP_DIR: tftpDir }),
      },
      logFile: join(directory, 'worker.log'),
    });
    await waitFor(program, 'the worker is online', async () => {
      const { state } = await client.workers.get(workerName);
      return state === 'online' || undefined;
    });
    return program;
  }

  const workerName = hostname().replace(/[^A-Za-z0-9_.-]/g, '-') || 'worker';
  progress('starting the server');
  const server = await startServer();
  const { username, password } = firstAdmin(serverDir);
  const token = await adminToken(directory, url, username, password);
  const client = createClient({ baseUrl: url, token });
  const lab: Lab = {
    ...{ url, username, password, token, client, workerName, workerDir, server, startServer, startWorker },
    worker: server,
    async stop() {
      if (lab.server.running()) await cancelAll(client);
      if (lab.worker !== server) await lab.worker.stop(STOP_GRACE);
      await lab.server.stop(STOP_GRACE);
      await endLeftovers(directory, STOP_GRACE);
    },
  };
  try {
    progress('starting the worker');
    await enrol(client, workerName, workerDir, reached);
    lab.worker = await startWorker();
    return lab;
  } catch (error) {
    await lab.stop();
    throw error;
  }
}

/** One lab a directory at a time. @throws Error when a process that is alive has it */
function claim(directory: string): void {
  const file = join(directory, 'owner.json');
  const owner = existsSync(file)
    ? ProcessId.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data
    : undefined;
  if (owner && owner.pid !== process.pid && isAlive(owner)) {
    throw new Error(`process ${owner.pid} runs a lab in ${directory} already; end it with Ctrl-C there`);
  }
  writeFileSync(file, JSON.stringify(identify(process.pid)));
}

function serverFlags(stateDir: string, { http, control, log }: Ports): string[] {
  return [
    ...['--state-dir', stateDir, '--http-host', '127.0.0.1', '--http-port', String(http)],
    ...['--gateway-host', '127.0.0.1', '--external-host', '127.0.0.1'],
    ...['--control-port', String(control), '--log-port', String(log)],
  ];
}

function workerFlags(stateDir: string, { control, log }: Ports): string[] {
  return [
    ...['--state-dir', stateDir, '--cache-dir', join(stateDir, 'cache'), '--cancel-grace', '10'],
    ...['--control-port', String(control), '--log-port', String(log)],
  ];
}

/** The ports of last time when they are free, so that a page left open in a browser finds its server again. */
async function choosePorts(directory: string, httpPort = 0): Promise<Ports> {
  const file = join(directory, 'ports.json');
  const last: Partial<Ports> = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  const http = await freePort(last.http ?? httpPort);
  const ports = { http, control: await freePort(last.control), log: await freePort(last.log) };
  writeFileSync(file, JSON.stringify(ports));
  return ports;
}

/** The account that the server made at its first start. */
function firstAdmin(serverDir: string): { username: string; password: string } {
  return { username: 'admin', password: readFileSync(join(serverDir, 'admin-password'), 'utf8').trim() };
}

/** The token of last time while it is good, else a new one. */
async function adminToken(
  directory: string,
  url: string,
  username: string,
  password: string,
): Promise<string> {
  const file = join(directory, 'token');
  if (existsSync(file)) {
    const token = readFileSync(file, 'utf8');
    const session = await createClient({ baseUrl: url, token }).session().catch(ignoreRefusal);
    if (session?.user) return token;
  }
  const token = await tokenOf(url, { username, password });
  writeFileSync(file, token, { mode: 0o600 });
  return token;
}

/** A token of somebody who has a password. */
export async function tokenOf(
  url: string,
  { username, password }: Pick<Lab, 'username' | 'password'>,
): Promise<string> {
  let cookie = '';
  const client = createClient({
    baseUrl: url,
    async fetch(address, init) {
      const response = await fetch(address, { ...init, headers: { ...(init.headers as object), cookie } });
      cookie ||= response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
      return response;
    },
  });
  await client.signIn({ username, password });
  return (await client.tokens.add({ description: 'lab on this machine' })).token;
}

/** Enters the worker at the server and joins it, unless both know each other. */
async function enrol(client: Client, name: string, workerDir: string, ports: Ports): Promise<void> {
  const known = await client.workers.get(name).catch(ignoreRefusal);
  const joined = existsSync(join(workerDir, 'server.json'));
  if (known?.keyFingerprint && joined) return;
  const { joinLine } = known ? await client.workers.joinLine(name) : await client.workers.add({ name });
  mkdirSync(workerDir, { recursive: true, mode: 0o711 });
  const logFile = join(workerDir, 'join.log');
  const program = await startProgram({
    name: 'lava-slave join',
    command: [mainOf('lava-slave'), ...workerFlags(workerDir, ports), 'join'],
    input: joinLine,
    logFile,
  });
  const end = await program.ended;
  if (end !== 'status 0') throw new Error(`lava-slave join ended with ${end}:\n${program.logTail()}`);
}

/** So that stopping need not wait for jobs; a server that is sick cannot, and is stopped all the same. */
async function cancelAll(client: Client): Promise<void> {
  const jobs = (['running', 'scheduled', 'scheduling', 'submitted'] as const).map(async (state) => {
    const { items } = await client.jobs.list({ state, limit: 200 });
    for (const { id } of items) await client.jobs.cancel(id);
  });
  const patience = setTimeoutPromise(CANCEL_PATIENCE, undefined, { ref: false });
  await Promise.race([Promise.allSettled(jobs), patience]);
}

/** What the server refuses shows in what follows; what is not a refusal is a bug. */
function ignoreRefusal(error: unknown): undefined {
  if (!(error instanceof LavaError)) throw error;
  return undefined;
}
