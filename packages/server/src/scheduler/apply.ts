// SPDX-License-Identifier: Apache-2.0
import { LavaError, serializeError } from '@lava/protocol/error/error.ts';
import type { Database } from '../db/database.ts';
import { lockJob } from '../db/queries/job-state.ts';
import {
  assign,
  expiredJobs,
  freeDevices,
  labWorkers,
  nextJobs,
  tryLockScheduler,
  waitingDemands,
} from '../db/queries/queue.ts';
import { type Demand, type LabDevice, matches, plan } from '../domain/queue/plan.ts';
import { finish } from '../jobs/lifecycle.ts';

/**
 * One round: gives free devices to the jobs that are next. What it costs depends on the free devices and on the different
 * demands of the jobs that wait for their types, not on the length of the queue.
 *
 * @returns the jobs that got a device; undefined while another process has its round
 */
export function assignJobs(db: Database): Promise<number[] | undefined> {
  return db.transaction(async (q) => {
    if (!(await tryLockScheduler(q))) return undefined;
    const devices = await freeDevices(q);
    const byType = Map.groupBy(devices, ({ deviceType }) => deviceType);
    if (devices.length === 0) return [];
    const demands = new Map<number, { demand: Demand; most: number }>();
    for (const { id, ...demand } of await waitingDemands(q, [...byType.keys()])) {
      const most = fitting(demand, byType.get(demand.deviceType ?? '') ?? []);
      if (most > 0) demands.set(id, { demand, most });
    }
    const jobs = await nextJobs(
      q,
      Array.from(demands, ([id, { most }]) => ({ id, most })),
    );
    if (jobs.length === 0) return [];
    const workers = new Map((await labWorkers(q)).map((worker) => [worker.name, worker]));
    const queue = jobs.flatMap(({ id, demand }) => {
      const asked = demands.get(demand)?.demand;
      return asked ? [{ id, demand: asked }] : [];
    });
    const planned = plan(queue, { devices, workers, types: new Set(byType.keys()) });
    // What is left comes with the next round, which the changes of this one bring.
    return assign(q, planned.slice(0, MOST));
  });
}

/** Assignments of one round, whose transaction must not take long. */
const MOST = 5_000;

/** How many of these devices the demand fits. More jobs of it than these cannot get one in this round. */
function fitting(demand: Demand, devices: readonly LabDevice[]): number {
  let count = 0;
  for (const device of devices) if (matches(demand, device)) count++;
  return count;
}

/** Ends jobs whose queue timeout is over; returns their numbers. */
export async function expireJobs(db: Database): Promise<number[]> {
  const expired = await db.run(expiredJobs);
  const done: number[] = [];
  for (const { id, queue_timeout } of expired) {
    const error = new LavaError('queue-timeout', `no device came free within ${queue_timeout} seconds`);
    const ended = await db.transaction(async (q) => {
      const job = await lockJob(q, id);
      return job !== undefined && (await finish(q, job, 'expire', serializeError(error)));
    });
    if (ended) done.push(id);
  }
  return done;
}
