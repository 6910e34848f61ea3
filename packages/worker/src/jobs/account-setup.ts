// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { findProgram } from '@lava/kit/doctor/machine.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { type AccountRange, DEFAULT_RANGE, JobAccounts } from './accounts.ts';
import { giveTo } from './job-account.ts';
import type { DispatcherCommand } from './launch.ts';

export interface AccountsWanted {
  /** `auto`, `none` or `FIRST-LAST`, as the setting has it; `auto` if absent. */
  jobAccounts?: string | undefined;
  /** Names, separated by commas; `DEFAULT_GROUPS` if absent. */
  jobGroups?: string | undefined;
}

export interface AccountPlace {
  stateDir: string;
  jobsPath: string;
  cachePath: string;
  dispatcher: DispatcherCommand;
}

/** Accounts for jobs, or why jobs run under the daemon's own. */
export type AccountsFound = { accounts: JobAccounts } | { accounts: undefined; why: string };

/**
 * To give files away, take and share them, to become others and end them: CHOWN, DAC_OVERRIDE, FOWNER, FSETID, KILL, SETGID,
 * SETUID. Without FSETID the kernel silently takes the group's bit from a directory of a group that the worker is not in.
 */
const CAPABILITIES = [0, 1, 3, 4, 5, 6, 7];

/** Serial adapters, KVM and USB devices of the boards, as Debian names them. */
const DEFAULT_GROUPS = 'dialout,kvm,plugdev';

/** Below the cache, see `ArtefactCache`. */
const CACHE_DIRECTORIES = ['blobs', 'checked', 'known', 'sums', 'partial', 'locks', 'notes'];

/** Milliseconds. */
const PROBE_TIME = 20_000;

/**
 * Prepares the directories for jobs under accounts of their own, where this machine allows that, and tries it.
 * @throws LavaError `config-invalid` when the setting demands what the machine does not allow
 */
export function setUpAccounts(wanted: AccountsWanted, place: AccountPlace): AccountsFound {
  const { jobAccounts = 'auto', jobGroups = DEFAULT_GROUPS } = wanted;
  if (jobAccounts === 'none') return { accounts: undefined, why: 'LAVA_WORKER_JOB_ACCOUNTS is none' };
  const range = jobAccounts === 'auto' ? DEFAULT_RANGE : parseRange(jobAccounts);
  const why =
    missingRight() ?? (findProgram('setpriv') ? undefined : 'setpriv (util-linux) is not installed');
  const found = why === undefined ? prepare(range, jobGroups, place) : { accounts: undefined, why };
  if (found.accounts || jobAccounts === 'auto') return found;
  throw new LavaError('config-invalid', `LAVA_WORKER_JOB_ACCOUNTS is ${jobAccounts}, but ${found.why}`, {
    hint: 'with `auto` jobs run under the account of the worker where they cannot have one of their own',
  });
}

/** The shape of the setting is checked where it is read. */
function parseRange(text: string): AccountRange {
  const [first = 0, last = 0] = text.split('-').map(Number);
  return { first, last };
}

function missingRight(): string | undefined {
  const line = /^CapEff:\s*([0-9a-f]+)/m.exec(readFileSync('/proc/self/status', 'latin1'))?.[1] ?? '0';
  const effective = BigInt(`0x${line}`);
  if (CAPABILITIES.every((bit) => (effective & (1n << BigInt(bit))) !== 0n)) return undefined;
  return 'the worker is not root and may not start programs under other accounts';
}

function prepare(range: AccountRange, jobGroups: string, place: AccountPlace): AccountsFound {
  const { stateDir, jobsPath, cachePath } = place;
  // Its name is enough to pass; what it holds is closed by itself.
  openDoor(stateDir);
  openDoor(jobsPath);
  const groups = jobGroups.split(',').map((name) => name.trim());
  const accounts = new JobAccounts(range, groups, jobsPath);
  shareCache(cachePath, accounts.sharedGroup);
  const why = probe(accounts, place);
  return why === undefined ? { accounts } : { accounts: undefined, why };
}

function openDoor(path: string): void {
  const { mode } = statSync(path);
  if ((mode & 0o111) !== 0o111) chmodSync(path, (mode & 0o7777) | 0o111);
}

/** What is in it from before counts as not there where it cannot be read, and is fetched again. */
function shareCache(cachePath: string, group: number): void {
  for (const path of [cachePath, ...CACHE_DIRECTORIES.map((name) => join(cachePath, name))]) {
    mkdirSync(path, { recursive: true, mode: 0o750 });
    if (lstatSync(path).gid !== group) chownSync(path, -1, group);
    chmodSync(path, 0o2770);
  }
}

/** What keeps a job of another account from running here. */
function probe(accounts: JobAccounts, { jobsPath, cachePath, dispatcher }: AccountPlace): string | undefined {
  const account = accounts.choose();
  const directory = mkdtempSync(join(jobsPath, '.standby-'));
  try {
    giveTo(directory, account);
    const files = dispatcher.filter((word) => word.startsWith('/') && existsSync(word));
    const script =
      'cd "$1" && test -w . && cd "$2" && test -w . && shift 2 && for f; do test -r "$f" || exit 1; done';
    const [program = '', ...words] = accounts.prefix(account);
    const args = [...words, 'sh', '-c', script, 'sh', directory, cachePath, ...files];
    const { status, stderr, error } = spawnSync(program, args, {
      timeout: PROBE_TIME,
      encoding: 'utf8',
      cwd: '/',
    });
    if (status === 0) return undefined;
    const closed = [directory, cachePath, ...files].map(closedAbove).find((path) => path !== undefined);
    if (closed !== undefined) return `other accounts cannot enter ${closed} (chmod o+x would let them)`;
    return `a program could not be started under another account: ${error?.message ?? stderr.trim().split('\n')[0]}`;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** The first directory above a path that only some may pass. */
function closedAbove(path: string): string | undefined {
  const above: string[] = [];
  for (let at = dirname(path); at !== dirname(at); at = dirname(at)) above.unshift(at);
  return above.find((directory) => (statSync(directory).mode & 0o001) === 0);
}
