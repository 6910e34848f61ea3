// SPDX-License-Identifier: Apache-2.0
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from '@lava/kit/log/logger.ts';
import { killAll } from '@lava/kit/process/hunt.ts';
import { mainOf } from '@lava/kit/process/mains.ts';
import { Daemon, type DaemonOptions } from '@lava/worker/daemon.ts';

const WORKER = join(import.meta.dirname, '../../../worker/src');
export const STAND_IN = join(WORKER, 'testing/stand-in.ts');

export interface WorkerOptions extends Pick<DaemonOptions, 'now' | 'timing'> {
  cancelGrace?: number;
  realDispatcher?: boolean;
}

/** The worker's daemon within this process. */
export async function startDaemon(
  stateDir: string,
  log: Logger,
  { cancelGrace = 60, realDispatcher, now, timing }: WorkerOptions,
): Promise<Daemon> {
  const settings = {
    ...{ stateDir, logLevel: 'debug' as const, cancelGrace },
    ...(!realDispatcher && { dispatcher: STAND_IN }),
  };
  const daemon = new Daemon({ settings, log, timing, now });
  await daemon.start();
  return daemon;
}

/** The real program, for tests that kill it. */
export function startWorkerProcess(stateDir: string): ChildProcess {
  return spawn(process.execPath, [mainOf('lava-slave'), '--log-format', 'text'], {
    env: { ...process.env, LAVA_WORKER_STATE_DIR: stateDir, LAVA_WORKER_DISPATCHER: STAND_IN },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}

export async function killProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

/** Whatever the jobs of this state directory still run. */
export async function killJobs(stateDir: string): Promise<void> {
  let jobs: string[] = [];
  try {
    jobs = readdirSync(join(stateDir, 'jobs'));
  } catch {
    // the test removed it
  }
  for (const job of jobs) await killAll({ variable: `LAVA_JOB_DIR=${join(stateDir, 'jobs', job)}` }, 5_000);
}
