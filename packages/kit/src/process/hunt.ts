// SPDX-License-Identifier: Apache-2.0
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ProcessStat, processStat } from './identity.ts';

/** What a job's processes have in common, any of it. */
export interface Quarry {
  /** Session and process group of the leader. */
  session?: number | undefined;
  /** `NAME=value` in the environment that they inherited. */
  variable?: string | undefined;
  /** Number of the account that only they run under. */
  user?: number | undefined;
  /** Where they are, or below it, without a terminal: those that have cleared their environment, but no person's shell. */
  directory?: string | undefined;
}

/** Processes of the quarry that are alive, never this one. A /proc entry that cannot be read is somebody else's. */
export function findProcesses(quarry: Quarry): ProcessStat[] {
  return look(quarry, new Set());
}

/** @param strangers those that were others' in an earlier look, and cannot have become the quarry; more are added */
function look(quarry: Quarry, strangers: Set<string>): ProcessStat[] {
  const found: ProcessStat[] = [];
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid) || pid === process.pid || strangers.has(name)) continue;
    const stat = processStat(pid);
    if (!stat || stat.state === 'Z' || stat.state === 'X') continue;
    if (stat.ofKernel) {
      strangers.add(name);
      continue;
    }
    const inSession = quarry.session !== undefined && [stat.session, stat.group].includes(quarry.session);
    const environment = quarry.variable === undefined ? undefined : environmentOf(pid);
    if (
      inSession ||
      isOf(pid, quarry.user) ||
      hasVariable(environment, quarry.variable) ||
      isIn(stat, quarry.directory)
    )
      found.push(stat);
    // While it changes its program, a process has no environment for a moment.
    else if (environment !== '') strangers.add(name);
  }
  return found;
}

function isIn({ pid, terminal }: ProcessStat, directory: string | undefined): boolean {
  if (directory === undefined || terminal !== 0) return false;
  try {
    return `${readlinkSync(`/proc/${pid}/cwd`)}/`.startsWith(`${directory}/`);
  } catch {
    return false; // ended meanwhile, or another user's
  }
}

/** Also one that has become somebody else for a while. */
function isOf(pid: number, user: number | undefined): boolean {
  if (user === undefined) return false;
  return usersOf(pid).includes(user);
}

/** Real, effective, saved and file system user of a process; none when it has ended. */
function usersOf(pid: number): number[] {
  try {
    const line = /^Uid:(.*)$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? '';
    return line.trim().split(/\s+/).map(Number);
  } catch {
    return [];
  }
}

/** Undefined for that of another user; empty for one that has ended meanwhile. */
function environmentOf(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8');
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EACCES' ? undefined : '';
  }
}

function hasVariable(environment: string | undefined, variable: string | undefined): boolean {
  return environment !== undefined && `\0${environment}`.includes(`\0${variable}\0`);
}

/** A process that forks and ends between is not seen by a single look; none gets past so many in a row by chance. */
const LOOKS = 4;

/**
 * Kills every process of the quarry, again and again until none is left, since they may fork while it looks.
 *
 * @param timeout milliseconds; a process in an uninterruptible wait may stay longer
 * @returns the processes that are left
 */
export async function killAll(quarry: Quarry, timeout: number): Promise<ProcessStat[]> {
  const end = performance.now() + timeout;
  let strangers = new Set<string>();
  for (let pause = 1, empty = 0; ; pause = Math.min(pause * 2, 100)) {
    const left = look(quarry, strangers);
    if (left.length > 0) {
      empty = 0;
      strangers = new Set();
    } else if (++empty === 1) {
      pause = 1;
    }
    if (empty === LOOKS || performance.now() > end) return left;
    for (const { pid } of left) signal(pid, 'SIGKILL');
    await sleep(pause);
  }
}

/** False when there is no such process any more, or it is not ours to signal. */
export function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false; // ESRCH or EPERM: there is nothing to end
  }
}
