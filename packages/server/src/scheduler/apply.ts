// SPDX-License-Identifier: Apache-2.0
import { LavaError, serializeError } from '@lava/protocol/error/error.ts';
import { barredDevices } from '../accounts/barred.ts';
import type { Database, Queries } from '../db/database.ts';
import { nextBookings, timeLimits } from '../db/queries/bookings.ts';
import { fairShareSettings } from '../db/queries/fair-share.ts';
import { lockJob } from '../db/queries/job-state.ts';
import { type Ask, nextJobs, submittersOf } from '../db/queries/next-jobs.ts';
import {
  assign,
  expiredJobs,
  freeDevices,
  labDevices,
  labWorkers,
  nextGroups,
  nextGroupsOfEach,
  openTypes,
  restrictedDevices,
  tryLockScheduler,
  waitingDemands,
} from '../db/queries/queue.ts';
import { namesWithText } from '../db/queries/texts.ts';
import { withoutFailed } from '../domain/queue/avoid.ts';
import { type InQueue, inTurns } from '../domain/queue/in-turns.ts';
import {
  type Assignment,
  type Demand,
  type Lab,
  type LabDevice,
  matches,
  type QueuedGroup,
  type QueuedJob,
} from '../domain/queue/lab.ts';
import { plan } from '../domain/queue/plan.ts';
import type { Shares } from '../domain/queue/shares.ts';
import { finish } from '../jobs/lifecycle.ts';
import { fairQueue } from './fair-queue.ts';

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
    const booked = await nextBookings(q);
    const fair = await fairShareSettings(q);
    const ahead = booked.size > 0 ? AHEAD : 0;
    const asks: (Ask & { demand: Demand })[] = [];
    const fits = new Map<Demand, number>();
    for (const ask of await keptFromFailed(q, await asksOf(q, byType))) {
      const { demand } = ask;
      const most = fits.get(demand) ?? fitting(demand, byType.get(demand.deviceType ?? '') ?? []);
      fits.set(demand, most);
      if (most > 0) asks.push({ ...ask, most: most + ahead });
    }
    const groups = await waitingGroups(q, fair.enabled);
    const looked = fair.enabled
      ? await fairQueue(q, fair, asks, groups)
      : { asks, jobs: await nextJobs(q, asks), shares: undefined };
    if (looked.jobs.length === 0 && groups.length === 0) return [];
    const workers = new Map((await labWorkers(q)).map((worker) => [worker.name, worker]));
    const alone = await withoutBooked(
      q,
      booked,
      looked.jobs.flatMap(({ ask, ...job }) => {
        const { demand } = looked.asks[ask] ?? {};
        return demand ? [{ ...job, demand, devices: 1 }] : [];
      }),
    );
    const lab =
      groups.length === 0
        ? { devices, types: new Set(byType.keys()) }
        : { devices: await withBusy(q, devices), types: new Set(await openTypes(q)) };
    const planned = divide(inOrder(alone, groups), { ...lab, workers }, looked.shares, fair.aged);
    // What is left comes with the next round, which the changes of this one bring.
    return assign(q, firstOf(planned, MOST));
  });
}

/** By fair share, or else by priority and age. */
function divide<J extends InQueue & (QueuedJob | QueuedGroup)>(
  queue: readonly J[],
  lab: Lab,
  shares: Shares | undefined,
  aged: Date,
): Assignment[] {
  if (!shares) return plan(queue, lab);
  return plan(inTurns(queue, shares, aged), lab, ({ submitter, devices }) => shares.give(submitter, devices));
}

/** Jobs that failed on some devices are kept from those, as far as the lab has another one for them, free or not. */
async function keptFromFailed<A extends { demand: Demand }>(q: Queries, asks: A[]): Promise<A[]> {
  if (asks.every(({ demand }) => !demand.avoid?.length)) return asks;
  const lab = {
    devices: await labDevices(q),
    workers: new Map((await labWorkers(q)).map((worker) => [worker.name, worker])),
    types: new Set(await openTypes(q)),
  };
  return asks.map((ask) => ({ ...ask, demand: withoutFailed(ask.demand, lab) }));
}

/** A job gets no device that is booked for a time before the job must be over. */
async function withoutBooked<J extends { id: number; demand: Demand }>(
  q: Queries,
  booked: Awaited<ReturnType<typeof nextBookings>>,
  jobs: J[],
): Promise<J[]> {
  if (booked.size === 0 || jobs.length === 0) return jobs;
  const limits = await timeLimits(
    q,
    jobs.map(({ id }) => id),
  );
  // Jobs with the same demand and the same devices that they may not have share the demand, as the plan expects it.
  const known = new Map<Demand, Map<string, Demand>>();
  return jobs.map((job) => {
    const limit = limits.get(job.id) ?? Number.POSITIVE_INFINITY;
    const late = [...booked]
      .filter(([, { job: own, left }]) => own !== job.id && left < limit + AROUND)
      .map(([device]) => device);
    if (late.length === 0) return job;
    const { demand } = job;
    const same = known.get(demand) ?? new Map<string, Demand>();
    known.set(demand, same);
    const key = late.join();
    const narrowed = same.get(key) ?? { ...demand, barred: new Set([...(demand.barred ?? []), ...late]) };
    same.set(key, narrowed);
    return { ...job, demand: narrowed };
  });
}

/** Where devices are booked, so many jobs more are looked at of each demand: the first may be too long for what is free. */
const AHEAD = 200;

/** A job takes longer than its own limit, to be started and cleaned up after, seconds. */
const AROUND = 300;

/** Also those that come free some time: a group may wait for them. One that is not free is as good as busy. */
async function withBusy(q: Queries, free: readonly LabDevice[]): Promise<LabDevice[]> {
  const names = new Set(free.map(({ name }) => name));
  const all = await labDevices(q);
  return all.map((device) =>
    device.state === 'idle' && !names.has(device.name) ? { ...device, state: 'reserved' } : device,
  );
}

function inOrder<J extends InQueue & { id: number }, G extends InQueue & { id: number }>(
  jobs: readonly J[],
  groups: readonly G[],
): (J | G)[] {
  return [...jobs, ...groups].sort(
    (a, b) => b.priority - a.priority || a.submitTime.getTime() - b.submitTime.getTime() || a.id - b.id,
  );
}

/** As many, but no part of a group. */
function firstOf(planned: readonly Assignment[], most: number): readonly Assignment[] {
  let end = Math.min(most, planned.length);
  const cut = planned[end]?.group;
  while (cut !== undefined && planned[end - 1]?.group === cut) end--;
  return planned.slice(0, end);
}

/** Groups that one round looks at, or one of each submitter: those before them may wait for what nobody can give them now. */
const MOST_GROUPS = 500;

/** Those that are next, with what the submitter of each may not use. @param each as many of each submitter */
async function waitingGroups(q: Queries, each: boolean): Promise<(QueuedGroup & InQueue & { id: number })[]> {
  const rows = await (each ? nextGroupsOfEach : nextGroups)(q, MOST_GROUPS);
  if (rows.length === 0) return [];
  const submitters = rows.map(({ submitter }) => submitter);
  const barred = await barredDevices(q, submitters, await restrictedDevices(q));
  const demands = new Map<string, Demand>();
  return [...Map.groupBy(rows, ({ group }) => group)].flatMap(([group, members]) => {
    const [first] = members;
    if (!first?.whole) return [];
    const { id, priority, submitTime, submitter } = first;
    const queued = members.map((row) => {
      const key = `${row.demand} ${row.submitter}`;
      const not = barred.get(row.submitter);
      const demand = demands.get(key) ?? { ...row, ...(not && { barred: not }) };
      demands.set(key, demand);
      return { id: row.id, demand };
    });
    return [{ group, id, priority, submitTime, submitter, members: queued, devices: queued.length }];
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
      return demand ? [{ id, submitter, demand: not?.size ? { ...demand, barred: not } : demand }] : [];
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
      return job !== undefined && (await finish(q, job, 'expire', serializeError(error))) !== false;
    });
    if (ended) done.push(id);
  }
  return done;
}
