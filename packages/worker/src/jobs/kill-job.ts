// SPDX-License-Identifier: Apache-2.0
import { opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { removeTree } from '@lava/kit/fs/remove-tree.ts';
import type { Replayed } from '@lava/kit/leases/lease.ts';
import { replayLeases } from '@lava/kit/leases/replay.ts';
import { killAll } from '@lava/kit/process/hunt.ts';
import { currentBoot, type ProcessId, type ProcessStat, processStat } from '@lava/kit/process/identity.ts';
import { isStale, takeAway } from '@lava/kit/process/lock-file.ts';
import { runBounded } from '@lava/kit/process/run-bounded.ts';
import type { JobDir } from './job-dir.ts';
import { defaultDispatcher, type JobPlace, jobVariable, prefixOf, variablesOf } from './launch.ts';
import type { Leftovers } from './leftovers.ts';

/** A process that is stuck in the kernel must not keep the worker from reporting the job's end, milliseconds. */
const KILL_TIME = 10_000;

export interface CleanedUp extends Replayed {
  /** Processes that could not be ended. */
  left: ProcessStat[];
}

/**
 * Ends all processes that a dispatcher left behind on this host: its session, whoever inherited its environment or sits in its
 * directory, what it had taken and not given back, and its locks. Nothing of it is thrown, and all of it has a limit.
 */
export async function cleanUpAfter(
  dir: JobDir,
  leader: ProcessId | undefined,
  place: JobPlace,
  leftovers: Leftovers,
): Promise<CleanedUp> {
  const { cachePath, cleanupTime } = place;
  let left = await killJob(dir, leader);
  if (dir.account !== undefined) await leftovers.discardRoots(dir.job, dir.account);
  const replayed =
    dir.leasesOf() === 'daemon'
      ? await replayLeases(dir.leases(), cleanupTime * 1_000)
      : await giveBack(dir, place);
  // Under an account of its own nothing may be left, of the undoing either, before its files are touched.
  if (dir.account !== undefined) left = await killJob(dir, undefined);
  await clearLocks(join(cachePath, 'locks'));
  return { left, ...replayed };
}

/** Kills the processes of a job; what they have taken stays taken. */
export function killJob(dir: JobDir, leader: ProcessId | undefined): Promise<ProcessStat[]> {
  const session = leader && sessionOf(leader);
  const { account: user, path: directory } = dir;
  return killAll({ session, user, variable: jobVariable(dir), directory }, KILL_TIME);
}

/** How much longer than its leases a process may take that gives them back: it has to be started, milliseconds. */
const START = 20_000;

/** The journal of an account is undone under that account: it could name anything. */
async function giveBack(dir: JobDir, { cleanupTime, accounts }: JobPlace): Promise<Replayed> {
  if (dir.leasesOf() === 'nobody') return { done: [], failed: [] };
  const time = cleanupTime * 1_000;
  const command = [...defaultDispatcher(), '--give-back', dir.path, '--cleanup-time', String(cleanupTime)];
  try {
    if (dir.account === undefined) throw new Error(`${dir.path} has a journal of somebody else`);
    const env = { ...process.env, ...variablesOf(dir.account, accounts) };
    const { said } = await runBounded([...prefixOf(dir.account, accounts), ...command], time + START, env);
    const why = said || 'the process that was to do it ended without a word';
    return dir.readReturned() ?? { done: [], failed: [{ what: 'give back what the job had taken', why }] };
  } catch (error) {
    return {
      done: [],
      failed: [{ what: 'give back what the job had taken', why: (error as Error).message }],
    };
  }
}

/** A leader's number stays taken while its session has members; after that it may have gone to a stranger. */
function sessionOf(leader: ProcessId): number | undefined {
  if (leader.boot !== currentBoot()) return undefined;
  const stat = processStat(leader.pid);
  return stat === undefined || stat.start === leader.start ? leader.pid : undefined;
}

/** What more there is to do with locks waits for the end of the next job, milliseconds. */
const LOCKS_TIME = 5_000;

/** Locks of processes that are gone, whosesoever they were. Every job may write there, and may have put there anything. */
async function clearLocks(path: string): Promise<void> {
  const end = performance.now() + LOCKS_TIME;
  try {
    for await (const entry of await opendir(path)) {
      await clearLock(join(path, entry.name), entry.isDirectory()).catch(() => undefined);
      if (performance.now() > end) return;
    }
  } catch {
    // Not there, or not a directory: then nobody has a lock in it.
  }
}

/** Where it fails, whoever needs the lock takes it over. */
async function clearLock(path: string, isDirectory: boolean): Promise<void> {
  if (isDirectory) await removeTree(path);
  else if (isStale(path)) takeAway(path);
}
