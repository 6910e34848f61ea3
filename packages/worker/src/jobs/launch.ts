// SPDX-License-Identifier: Apache-2.0
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, constants, existsSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MALLOC_SETTINGS, NODE_FLAGS } from '@lava/kit/process/node-flags.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { JobAccounts } from './accounts.ts';
import type { JobDir } from './job-dir.ts';

/** Program and first arguments of the dispatcher. */
export type DispatcherCommand = readonly [program: string, ...args: string[]];

export interface JobPlace {
  /** Of the downloads that jobs share. */
  cachePath: string;
  /** Under which jobs run; the daemon's own when undefined. */
  accounts?: JobAccounts | undefined;
  /** That a job has after its end or its cancel, seconds. */
  cleanupTime: number;
}

export type Child = ChildProcess & { pid: number };

const CHECKOUT = join(import.meta.dirname, '../../../dispatcher/src/main.ts');
const BUNDLED = join(import.meta.dirname, 'lava-run.js');

/** Next to this program: in a checkout the sources, in a package the bundled file, else what PATH has. */
export function defaultDispatcher(): DispatcherCommand {
  const file = [CHECKOUT, BUNDLED].find((path) => existsSync(path));
  return file ? [process.execPath, ...NODE_FLAGS, file] : ['lava-run'];
}

/** Marks every process of a job, also those that left its session; the name alone is not enough, see `killJob`. */
export function jobVariable(dir: JobDir): string {
  return `LAVA_JOB_DIR=${dir.path}`;
}

/** To append to a file without waiting for anybody, whatever it is, and to nothing that a link leads to. */
const { O_WRONLY, O_CREAT, O_APPEND, O_NONBLOCK, O_NOFOLLOW } = constants;
const APPEND = O_WRONLY | O_CREAT | O_APPEND | O_NONBLOCK | O_NOFOLLOW;

/** Starts the dispatcher of a job. @throws when the program cannot be started */
export function launch(command: DispatcherCommand, dir: JobDir, place: JobPlace): Promise<Child> {
  const { cachePath, cleanupTime, accounts } = place;
  const args = ['--job-dir', dir.path, '--job-id', String(dir.job), '--cache-dir', cachePath];
  args.push('--cleanup-time', String(cleanupTime));
  const env = { LAVA_JOB_ID: String(dir.job), LAVA_JOB_DIR: dir.path };
  return spawnDetached(command, args, { path: dir.path, env, accounts, account: dir.account });
}

export interface DetachedPlace {
  /** Its working directory, where `stdout.log` and `stderr.log` go. */
  path: string;
  env: Record<string, string>;
  /** That it runs under; the daemon's own if undefined. */
  account: number | undefined;
  accounts: JobAccounts | undefined;
}

/**
 * Words before a command that runs for a job, for its account. Without one it still gets none of the rights which the
 * daemon may have above its account's.
 * @throws LavaError `conflict` for an account that this daemon cannot use
 */
export function prefixOf(account: number | undefined, accounts: JobAccounts | undefined): string[] {
  if (account === undefined)
    return hasAmbientRights() ? ['setpriv', '--inh-caps=-all', '--ambient-caps=-all', '--'] : [];
  if (accounts) return accounts.prefix(account);
  throw new LavaError('conflict', `the job has the account ${account}, and jobs have no accounts any more`);
}

export function variablesOf(account: number | undefined, accounts: JobAccounts | undefined) {
  return account === undefined ? {} : accounts?.variables(account);
}

function hasAmbientRights(): boolean {
  return !/^CapAmb:\s*0+$/m.test(readFileSync('/proc/self/status', 'latin1'));
}

/**
 * Starts a dispatcher so that it lives on without this daemon: in a session of its own, with files in the place of
 * pipes. Resolves when the process exists.
 *
 * @throws when the program cannot be started
 */
export function spawnDetached(
  command: DispatcherCommand,
  args: readonly string[],
  { path, env, account, accounts }: DetachedPlace,
): Promise<Child> {
  const [program = '', ...first] = [...prefixOf(account, accounts), ...command];
  const out = openSync(join(path, 'stdout.log'), APPEND, 0o600);
  const err = openSync(join(path, 'stderr.log'), APPEND, 0o600);
  try {
    const child = spawn(program, [...first, ...args], {
      cwd: path,
      detached: true,
      stdio: ['ignore', out, err],
      env: { ...process.env, ...variablesOf(account, accounts), ...MALLOC_SETTINGS, ...env },
    });
    return new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('spawn', () => {
        child.unref();
        resolve(child as Child);
      });
    });
  } finally {
    closeSync(out);
    closeSync(err);
  }
}
