// SPDX-License-Identifier: Apache-2.0
import { randomInt } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LavaError } from '@lava/protocol/error/error.ts';
import { type Entry, readDatabase } from './account-names.ts';

/** Of accounts that neither Debian nor systemd gives to anybody; the first is the group that owns the cache. */
export const DEFAULT_RANGE: AccountRange = { first: 60_706, last: 61_183 };

export interface AccountRange {
  first: number;
  last: number;
}

/** Where a program of a job finds itself; what is undefined is taken away. */
export type AccountVariables = Record<string, string | undefined>;

/** Of an account without a name: its dispatcher gives it the job's directory. */
const NO_HOME = '/nonexistent';

/** Places of the daemon's own account, below its home or given to it. */
const PLACES = ['XDG_CACHE_HOME', 'XDG_CONFIG_HOME', 'XDG_DATA_HOME', 'XDG_RUNTIME_DIR', 'XDG_STATE_HOME'];

/**
 * Accounts under which jobs run, each at most one at a time. A user and a group have the same number. Those with a name
 * (`lava-job-…`, as the package makes them) come first, since some programs, e.g. ssh, refuse to run without.
 */
export class JobAccounts {
  readonly range: AccountRange;
  readonly #groups: readonly number[];
  readonly #jobsPath: string;
  readonly #named = new Map<number, Entry>();
  readonly #nameless: number[] = [];

  /**
   * @param groups names or numbers of groups that jobs belong to besides; those that this machine does not have are left out
   * @param jobsPath directory of the jobs' directories, which say who has an account
   */
  constructor(range: AccountRange, groups: readonly string[], jobsPath: string) {
    this.range = range;
    this.#jobsPath = jobsPath;
    const users = readDatabase('/etc/passwd');
    const allGroups = readDatabase('/etc/group');
    const extra = allGroups.filter(({ name }) => groups.includes(name)).map(({ gid }) => gid);
    const numbers = groups.filter((group) => /^[1-9]\d*$/.test(group)).map(Number);
    this.#groups = [...new Set([range.first, ...extra, ...numbers])];
    for (let id = range.first + 1; id <= range.last; id++) {
      const owner = users.find((user) => user.id === id);
      const group = allGroups.find(({ gid }) => gid === id);
      if (owner?.name.startsWith('lava-job') && owner.gid === id) this.#named.set(id, owner);
      else if (!owner && !group) this.#nameless.push(id);
    }
  }

  /** Of the group that all jobs have in common, and that owns what they share. */
  get sharedGroup(): number {
    return this.range.first;
  }

  /** How many of them have a name. */
  get named(): number {
    return this.#named.size;
  }

  /**
   * One that nobody has: no job, no process of this machine. By chance, so that it is long until it comes again.
   * @throws LavaError `conflict` when all are taken
   */
  choose(): number {
    const taken = new Set([...this.#ofJobs(), ...ofProcesses()]);
    for (const ids of [[...this.#named.keys()], this.#nameless]) {
      const free = ids.filter((id) => !taken.has(id));
      const chosen = free[free.length > 1 ? randomInt(free.length) : 0];
      if (chosen !== undefined) return chosen;
    }
    throw new LavaError('conflict', 'all accounts for jobs are taken', {
      hint: 'set LAVA_WORKER_JOB_ACCOUNTS of the worker to a wider range',
    });
  }

  /** Words before a command, with which it runs under the account and with none of the daemon's rights. */
  prefix(account: number): string[] {
    const groups = this.#groups.join(',');
    return [
      ...['setpriv', `--reuid=${account}`, `--regid=${account}`, `--groups=${groups}`],
      ...['--inh-caps=-all', '--ambient-caps=-all', '--'],
    ];
  }

  /** The account's own instead of those of the daemon's, where code may also lie that the daemon would run. */
  variables(account: number): AccountVariables {
    const { name = String(account), home = NO_HOME } = this.#named.get(account) ?? {};
    const taken = [...PLACES, 'NODE_COMPILE_CACHE'].map((each) => [each, undefined]);
    return { ...Object.fromEntries(taken), HOME: home, USER: name, LOGNAME: name };
  }

  #ofJobs(): number[] {
    const path = (name: string) => join(this.#jobsPath, name);
    return readdirSync(this.#jobsPath).flatMap(
      (name) => lstatSync(path(name), { throwIfNoEntry: false })?.uid ?? [],
    );
  }
}

function ofProcesses(): number[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const uids = /^Uid:\s*(\d+)/m.exec(readFileSync(`/proc/${name}/status`, 'latin1'));
      return [Number(uids?.[1])];
    } catch {
      return lstatSync(`/proc/${name}`, { throwIfNoEntry: false })?.uid ?? []; // it has ended, most likely
    }
  });
}
