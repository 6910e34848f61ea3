// SPDX-License-Identifier: Apache-2.0
import { sql } from 'kysely';
import { TAKES_JOBS } from '../../domain/device.ts';
import type { Demand, LabDevice, LabWorker } from '../../domain/queue/plan.ts';
import type { Queries } from '../database.ts';
import { jobEvent } from './transition.ts';

/** What the scheduler reads and writes, and what explains why jobs wait. */

/** One scheduler decides at a time, in any number of processes. */
const SCHEDULER_LOCK = 5_282_003;

/** False while another process decides; see scheduler/apply.ts. */
export async function tryLockScheduler(q: Queries): Promise<boolean> {
  const { rows } = await sql<{ locked: boolean }>`
    select pg_try_advisory_xact_lock(${SCHEDULER_LOCK}) as locked`.execute(q);
  return rows[0]?.locked === true;
}

const takesJobs = sql.join(TAKES_JOBS.map((health) => sql.lit(health)));

const LAB_DEVICE = sql`d.name, d.device_type as "deviceType", d.worker, coalesce(h.state, 'idle') as state, d.health,
  d.exclusive, array(select tag from device_tags t where t.device = d.name) as tags`;

/** Devices that could take a job now, were their workers not full. */
export async function freeDevices(q: Queries): Promise<LabDevice[]> {
  const { rows } = await sql<LabDevice>`select ${LAB_DEVICE}
    from devices d join workers w on w.name = d.worker join device_types y on y.name = d.device_type
    left join holds h on h.device = d.name
    where h.device is null and d.health in (${takesJobs}) and w.state = 'online' and w.health = 'active' and y.display
    order by d.name`.execute(q);
  return rows;
}

/** All that are not retired. */
export async function labDevices(q: Queries): Promise<LabDevice[]> {
  const { rows } =
    await sql<LabDevice>`select ${LAB_DEVICE} from devices d left join holds h on h.device = d.name
    where d.health <> 'retired' order by d.name`.execute(q);
  return rows;
}

export async function labWorkers(q: Queries): Promise<LabWorker[]> {
  // By run, not by device: a device may have been moved to another worker in the middle of its job.
  const { rows } = await sql<LabWorker>`select w.name, w.state, w.health, w.job_limit as "jobLimit",
    (select count(*) from runs r where r.worker = w.name and r.end_time is null) as busy from workers w`.execute(
    q,
  );
  return rows;
}

export async function openTypes(q: Queries): Promise<string[]> {
  const rows = await q.selectFrom('device_types').select('name').where('display', '=', true).execute();
  return rows.map(({ name }) => name);
}

/** What is asked of these types by jobs that wait; each once, however many jobs ask it. */
export async function waitingDemands(
  q: Queries,
  types: readonly string[],
): Promise<(Demand & { id: number })[]> {
  const { rows } = await sql<Demand & { id: number }>`select m.id, m.device_type as "deviceType",
    m.requested_device as "requestedDevice", m.requested_worker as "requestedWorker", m.tags, m.json
    from demands m where m.device_type = any(${types}::text[])
    and exists (select from jobs j where j.demand_id = m.id and j.state = 'submitted')`.execute(q);
  return rows;
}

/** Of each demand as many jobs as it can get, in the order in which they are served over all demands. */
export async function nextJobs(
  q: Queries,
  demands: readonly { id: number; most: number }[],
): Promise<{ id: number; demand: number }[]> {
  if (demands.length === 0) return [];
  const { rows } = await sql<{ id: number; demand: number }>`select j.id, m.id as demand
    from unnest(${demands.map(({ id }) => id)}::bigint[], ${demands.map(({ most }) => most)}::int[]) m (id, most),
    lateral (select id, priority, submit_time from jobs where state = 'submitted' and demand_id = m.id
      order by priority desc, submit_time, id limit m.most) j
    order by j.priority desc, j.submit_time, j.id`.execute(q);
  return rows;
}

/**
 * Carries out assignments whose job still waits and whose device is still free, and returns the jobs that got theirs.
 * A device that somebody else is changing at this moment is left for the next round; the change itself brings it.
 */
export async function assign(
  q: Queries,
  assignments: readonly { job: number; device: string; worker: string }[],
): Promise<number[]> {
  if (assignments.length === 0) return [];
  const { before, state, health } = jobEvent('schedule', 'j.state');
  const { rows: done } = await sql<{ id: number }>`
    with wanted as (select * from unnest(${assignments.map(({ job }) => job)}::bigint[],
      ${assignments.map(({ device }) => device)}::text[], ${assignments.map(({ worker }) => worker)}::text[])
      w (job, device, worker)),
    free_jobs as (
      select j.id from jobs j join wanted w on w.job = j.id
      where j.state in (${sql.join(before.map((each) => sql.lit(each)))}) order by j.id for no key update of j),
    free_devices as (
      select d.name from devices d join wanted w on w.device = d.name and w.worker = d.worker
      where d.health in (${takesJobs}) order by d.name for no key update of d skip locked),
    pairs as (
      select w.* from wanted w join free_jobs j on j.id = w.job join free_devices d on d.name = w.device
      where not exists (select from holds h where h.device = w.device)),
    started as (
      insert into runs (job_id, attempt, device, worker)
      select p.job, 1 + (select count(*) from runs o where o.job_id = p.job), p.device, p.worker from pairs p
      order by p.job returning id, job_id, device),
    held as (
      insert into holds (device, run_id) select device, id from started order by device returning run_id)
    update jobs j set state = ${state}, health = ${health}, run_id = s.id
    from started s join held on held.run_id = s.id where j.id = s.job_id returning j.id`.execute(q);
  return done.map(({ id }) => id);
}

/** Jobs whose queue timeout is over. */
export function expiredJobs(q: Queries) {
  return q
    .selectFrom('jobs')
    .select(['id', 'queue_timeout'])
    .where('state', 'in', ['submitted', 'scheduling'])
    .where('expires', '<=', sql<Date>`now()`)
    .orderBy('expires')
    .execute();
}

/** Milliseconds until the next queue timeout; undefined when none is pending. */
export async function nextExpiry(q: Queries): Promise<number | undefined> {
  const { rows } = await sql<{ ms: number | null }>`
    select (extract(epoch from min(expires) - now()) * 1000)::float8 as ms
    from jobs where state in ('submitted', 'scheduling')`.execute(q);
  return rows[0]?.ms ?? undefined;
}
