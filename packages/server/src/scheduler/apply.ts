// SPDX-License-Identifier: Apache-2.0
import { LavaError, serializeError } from '@lava/protocol/error/error.ts';
import type { Database, Queries } from '../db/database.ts';
import { lockJob } from '../db/queries/job-state.ts';
import {
  assign,
  expiredJobs,
  labDevices,
  labWorkers,
  lockScheduler,
  openTypes,
  queuedJobs,
  setReasons,
  waitingDemands,
} from '../db/queries/queue.ts';
import { freeTypes, type Lab, plan } from '../domain/queue/plan.ts';
import { waitingReasons } from '../domain/queue/reasons.ts';
import { finish } from '../jobs/lifecycle.ts';

/** Jobs that are looked at together; more pages follow while devices are left that none of them fits. */
const PAGE = 500;

/** One round: gives free devices to the jobs that are next. Returns the jobs that got one. */
export function assignJobs(db: Database): Promise<number[]> {
  return db.transaction(async (q) => {
    await lockScheduler(q);
    let lab = await readLab(q);
    const done: number[] = [];
    let after: number | undefined;
    for (;;) {
      const types = freeTypes(lab);
      if (types.length === 0) return done;
      const page = await queuedJobs(q, types, after, PAGE);
      const planned = plan(page, lab);
      done.push(...(await assign(q, planned.assignments)));
      lab = planned.lab;
      after = page.at(-1)?.id;
      if (page.length < PAGE) return done;
    }
  });
}

/**
 * Stores for every job that waits why it does. One statement for each kind of demand whose reasons changed, each for
 * itself: with a queue of 20,000 jobs all of them take 2 s, and assignments must not wait for that.
 */
export async function explainWaiting(db: Database): Promise<void> {
  const stale = await db.transaction(async (q) => {
    const demands = await waitingDemands(q);
    if (demands.length === 0) return [];
    const lab = await readLab(q);
    return demands
      .map(({ shown, ...demand }) => ({ shown, demand, reasons: waitingReasons(demand, lab) }))
      .filter(({ shown, reasons }) => reasons.join('\n') !== shown.join('\n'));
  });
  for (const { demand, reasons } of stale) await db.run((q) => setReasons(q, demand, reasons));
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

async function readLab(q: Queries): Promise<Lab> {
  const devices = await labDevices(q);
  const workers = await labWorkers(q);
  const types = await openTypes(q);
  return { devices, workers: new Map(workers.map((worker) => [worker.name, worker])), types: new Set(types) };
}
