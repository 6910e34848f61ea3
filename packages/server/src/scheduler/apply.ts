// SPDX-License-Identifier: Apache-2.0
import { LavaError, serializeError } from '@lava/protocol/error/error.ts';
import { barredDevices } from '../accounts/barred.ts';
import type { Database, Queries } from '../db/database.ts';
import { lockJob } from '../db/queries/job-state.ts';
import {
  type Ask,
  assign,
  expiredJobs,
  freeDevices,
  labWorkers,
  nextJobs,
  restrictedDevices,
  submittersOf,
  tryLockScheduler,
  waitingDemands,
} from '../db/queries/queue.ts';
import { namesWithText } from '../db/queries/texts.ts';
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
    const devices = await freeDevices(q, [...(await namesWithText(q, 'health-check'))]);
    const byType = Map.groupBy(devices, ({ deviceType }) => deviceType);
    if (devices.length === 0) return [];
    const asks: (Ask & { demand: Demand })[] = [];
    for (const ask of await asksOf(q, byType)) {
      const most = fitting(ask.demand, byType.get(ask.demand.deviceType ?? '') ?? []);
      if (most > 0) asks.push({ ...ask, most });
    }
    const jobs = await nextJobs(q, asks);
    if (jobs.length === 0) return [];
    const workers = new Map((await labWorkers(q)).map((worker) => [worker.name, worker]));
    const queue = jobs.flatMap(({ id, ask }) => {
      const asked = asks[ask]?.demand;
      return asked ? [{ id, demand: asked }] : [];
    });
    const planned = plan(queue, { devices, workers, types: new Set(byType.keys()) });
    // What is left comes with the next round, which the changes of this one bring.
    return assign(q, planned.slice(0, MOST));
  });
}

/** What is asked of these devices; of types where some are not for all, by each submitter, with what they may not use. */
async function asksOf(
  q: Queries,
  byType: ReadonlyMap<string, readonly LabDevice[]>,
): Promise<(Omit<Ask, 'most'> & { demand: Demand })[]> {
  const demands = await waitingDemands(q, [...byType.keys()]);
  const restricted = await restrictedDevices(q);
  const isSplit = ({ deviceType }: Demand) =>
    (byType.get(deviceType ?? '') ?? []).some(({ name }) => restricted.has(name));
  const [split, open] = [demands.filter(isSplit), demands.filter((demand) => !isSplit(demand))];
  const asks = open.map(({ id, ...demand }) => ({ id, submitter: null, demand }));
  if (split.length === 0) return asks;
  const byId = new Map(split.map(({ id, ...demand }) => [id, demand]));
  const waiting = await submittersOf(q, [...byId.keys()]);
  const barred = await barredDevices(
    q,
    waiting.map(({ submitter }) => submitter),
    restricted,
  );
  return [
    ...asks,
    ...waiting.flatMap(({ demand: id, submitter }) => {
      const demand = byId.get(id);
      const not = barred.get(submitter);
      return demand ? [{ id, submitter, demand: { ...demand, ...(not && { barred: not }) } }] : [];
    }),
  ];
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
