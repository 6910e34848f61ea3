// SPDX-License-Identifier: Apache-2.0
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Replayed, replayLeases } from '@lava/kit/leases/replay.ts';
import { killAll } from '@lava/kit/process/hunt.ts';
import { currentBoot, type ProcessId, type ProcessStat, processStat } from '@lava/kit/process/identity.ts';
import { isStale, takeAway } from '@lava/kit/process/lock-file.ts';
import type { JobDir } from './job-dir.ts';
import { type JobPlace, jobVariable } from './launch.ts';

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
  { cachePath, cleanupTime }: JobPlace,
): Promise<CleanedUp> {
  const left = await killJob(dir, leader);
  const replayed = await replayLeases(dir.leases(), cleanupTime * 1_000);
  clearLocks(join(cachePath, 'locks'));
  return { left, ...replayed };
}

/** Kills the processes of a job; what they have taken stays taken. */
export function killJob(dir: JobDir, leader: ProcessId | undefined): Promise<ProcessStat[]> {
  const session = leader && sessionOf(leader);
  return killAll({ session, variable: jobVariable(dir), directory: dir.path }, KILL_TIME);
}

/** A leader's number stays taken while its session has members; after that it may have gone to a stranger. */
function sessionOf(leader: ProcessId): number | undefined {
  if (leader.boot !== currentBoot()) return undefined;
  const stat = processStat(leader.pid);
  return stat === undefined || stat.start === leader.start ? leader.pid : undefined;
}

/** Locks of processes that are gone, whosesoever they were. */
function clearLocks(path: string): void {
  try {
    for (const name of readdirSync(path)) {
      if (isStale(join(path, name))) takeAway(join(path, name));
    }
  } catch {
    // Not there, or not a directory: then nobody has a lock in it. Whoever needs one takes over a stale one by itself.
  }
}
