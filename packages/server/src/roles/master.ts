// SPDX-License-Identifier: Apache-2.0
import type { ServerContext } from '../context.ts';
import { Scheduler } from '../scheduler/loop.ts';

export interface RunningMaster {
  stop(): Promise<void>;
}

/** The role `master`: scheduler and worker gateway. */
export async function startMaster({ db, log }: ServerContext): Promise<RunningMaster> {
  const scheduler = new Scheduler(db, log);
  scheduler.start();
  return { stop: () => scheduler.stop() };
}
