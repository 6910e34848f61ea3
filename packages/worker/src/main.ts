// SPDX-License-Identifier: Apache-2.0
import { createInterface } from 'node:readline';
import { formatFindings, statusOf } from '@lava/kit/doctor/finding.ts';
import { createLogger, type Logger } from '@lava/kit/log/logger.ts';
import { LavaError, toLavaError } from '@lava/protocol/error/error.ts';
import { readSettings, type WorkerSettings } from './settings.ts';
import { awaitLink, formatStatus, readStatus } from './status.ts';
import { help } from './usage.ts';
import { VERSION } from './version.ts';

/** Exit status of `lava-slave status`: linked; running without a link; not running, as the LSB has it. */
const LINKED = 0;
const NOT_LINKED = 1;
const NOT_RUNNING = 3;
/** Something is wrong with settings, join line or link. */
const FAILED = 2;
/** A daemon that runs links within this after a join, or something is in the way; milliseconds. */
const LINK_TIME = 15_000;

/** `lava-slave`, also called `lava-worker`: the daemon, and the commands around it. */
async function main(argv: string[]): Promise<number> {
  if (argv.includes('--help') || argv.includes('-h')) return print(help());
  if (argv.includes('--version')) return print(`${VERSION}\n`);
  const { settings, rest } = readSettings(argv.filter((arg) => arg !== '--json'));
  const [command, line] = rest;
  switch (command) {
    case undefined:
      return daemon(settings);
    case 'join':
      return join(settings, line);
    case 'status':
      return status(settings, argv.includes('--json'));
    case 'tftp':
      return (await import('./tftp/serve.ts')).serveTftp(settings);
    case 'doctor':
      return doctor(settings, argv.includes('--json'));
    default:
      throw new LavaError('config-invalid', `there is no command ${command}`, {
        hint: 'see lava-slave --help',
      });
  }
}

async function daemon(settings: WorkerSettings): Promise<number> {
  // Whoever read the log may be gone, e.g. a journal that is restarted; the jobs still need the daemon.
  process.stderr.on('error', () => undefined);
  const log = createLogger('lava-slave', { level: settings.logLevel, format: settings.logFormat });
  const { Daemon } = await import('./daemon.ts');
  // lava-run reads it there, also where it was given as a flag.
  if (settings.fileDirs !== undefined) process.env.LAVA_WORKER_FILE_DIRS = settings.fileDirs;
  if (settings.tftpDir !== undefined) process.env.LAVA_WORKER_TFTP_DIR = settings.tftpDir;
  if (settings.nfsDir !== undefined) process.env.LAVA_WORKER_NFS_DIR = settings.nfsDir;
  if (settings.ipForDevices !== undefined) process.env.LAVA_WORKER_DISPATCHER_IP = settings.ipForDevices;
  const stopTftp = await startTftp(settings, log);
  const worker = new Daemon({ settings, log });
  await worker.start();
  log.info({ version: VERSION, state: settings.stateDir, pid: process.pid }, 'worker runs');
  const signal = await new Promise<string>((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => resolve(name));
  });
  log.info({ signal }, 'worker stops; its jobs keep running');
  await worker.close();
  stopTftp();
  return 0;
}

/** @returns ends it */
async function startTftp(settings: WorkerSettings, log: Logger): Promise<() => void> {
  if (settings.tftpPort === undefined) return () => undefined;
  process.env.LAVA_WORKER_TFTP_DIR = (await import('./tftp/serve.ts')).ownDirectory(settings);
  return (await import('./tftp/keep-serving.ts')).keepServing(settings, log);
}

/** @throws LavaError `config-invalid` for a line among the arguments, where everybody on this machine can read it */
async function join(settings: WorkerSettings, argument: string | undefined): Promise<number> {
  if (argument !== undefined) {
    throw new LavaError('config-invalid', 'arguments can be read by everybody on this machine', {
      hint: "give the join line on standard input: echo '<line>' | lava-slave join",
    });
  }
  const line = await readLine('Join line: ');
  if (line === undefined) {
    throw new LavaError('join-refused', 'the join line is missing', {
      hint: "echo 'lava-join://…' | lava-slave join, in single quotes, as the server's admin gave it to you",
    });
  }
  const { joinServer } = await import('./link/join.ts');
  const { server, name, fingerprint, since } = await joinServer(line, settings);
  print(`Joined ${server} as ${name}; the key of this worker is ${fingerprint}.\n`);
  const found = await awaitLink(settings.stateDir, since, LINK_TIME);
  if (!found) return print('The worker is not running; start it: service lava-slave start\n');
  return print(formatStatus(found));
}

/** The first line of stdin; somebody at a terminal is asked for it. Undefined when there is none. */
async function readLine(prompt: string): Promise<string | undefined> {
  const lines = createInterface({ input: process.stdin });
  if (process.stdin.isTTY) process.stderr.write(prompt);
  for await (const line of lines) {
    if (line.trim() !== '') return line.trim();
  }
  return undefined;
}

function status(settings: WorkerSettings, json: boolean): number {
  const found = readStatus(settings.stateDir);
  print(json ? `${JSON.stringify(found ?? { running: false })}\n` : formatStatus(found));
  if (!found?.running) return NOT_RUNNING;
  return found.link === 'up' ? LINKED : NOT_LINKED;
}

async function doctor(settings: WorkerSettings, json: boolean): Promise<number> {
  const { examineWorker } = await import('./doctor/doctor.ts');
  const findings = await examineWorker(settings);
  print(json ? `${JSON.stringify({ findings })}\n` : formatFindings(findings));
  return statusOf(findings);
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}

let exitCode = FAILED;
try {
  exitCode = await main(process.argv.slice(2));
} catch (thrown) {
  const { code, message, hint } = toLavaError(thrown);
  process.stderr.write(`lava-slave: ${message}\n${hint ? `  ${hint}\n` : ''}`);
  if (code === 'bug') process.stderr.write(`${(thrown as Error).stack}\n`);
}
// Jobs run on without this process, though their handles would keep it.
process.exit(exitCode);
