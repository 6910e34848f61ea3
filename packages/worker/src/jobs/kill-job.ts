// SPDX-License-Identifier: Apache-2.0
import { killAll } from '@lava/kit/process/hunt.ts';
import { currentBoot, type ProcessId, type ProcessStat, processStat } from '@lava/kit/process/identity.ts';
import type { JobDir } from './job-dir.ts';
import { jobVariable } from './launch.ts';

/** A process that is stuck in the kernel must not keep the worker from reporting the job's end, milliseconds. */
const KILL_TIME = 10_000;

/**
 * Ends everything that a dispatcher left behind on this host: its session, and whoever inherited its environment. This
 * is the place for what else must not outlive a job, mounts and containers, when methods come that make them.
 *
 * @returns the processes that could not be ended
 */
export function cleanUpAfter(dir: JobDir, leader: ProcessId | undefined): Promise<ProcessStat[]> {
  return killAll({ session: leader && sessionOf(leader), variable: jobVariable(dir) }, KILL_TIME);
}

/** A leader's number stays taken while its session has members; after that it may have gone to a stranger. */
function sessionOf(leader: ProcessId): number | undefined {
  if (leader.boot !== currentBoot()) return undefined;
  const stat = processStat(leader.pid);
  return stat === undefined || stat.start === leader.start ? leader.pid : undefined;
}
