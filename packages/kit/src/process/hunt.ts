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
  const found: ProcessStat[] = [];
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid) || pid === process.pid) continue;
    const stat = processStat(pid);
    if (!stat || stat.state === 'Z' || stat.state === 'X') continue;
    const inSession = quarry.session !== undefined && [stat.session, stat.group].includes(quarry.session);
    if (
      inSession ||
      isOf(pid, quarry.user) ||
      hasVariable(pid, quarry.variable) ||
      isIn(stat, quarry.directory)
    )
      found.push(stat);
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

function hasVariable(pid: number, variable: string | undefined): boolean {
  if (variable === undefined) return false;
  try {
    const environment = readFileSync(`/proc/${pid}/environ`, 'utf8');
    return `\0${environment}`.includes(`\0${variable}\0`);
  } catch {
    return false; // ended meanwhile, or another user's
  }
}

/**
 * Kills every process of the quarry, again and again until none is left, since they may fork while it looks.
 *
 * @param timeout milliseconds; a process in an uninterruptible wait may stay longer
 * @returns the processes that are left
 */
export async function killAll(quarry: Quarry, timeout: number): Promise<ProcessStat[]> {
  const end = performance.now() + timeout;
  for (let pause = 1; ; pause = Math.min(pause * 2, 100)) {
    const left = findProcesses(quarry);
    if (left.length === 0 || performance.now() > end) return left;
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
