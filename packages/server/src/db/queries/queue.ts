// SPDX-License-Identifier: Apache-2.0
import { sql } from 'kysely';
import type { Demand } from '../../domain/queue/plan.ts';
import type { Queries } from '../database.ts';

/** What the scheduler reads and writes; see scheduler/. */

/** One scheduler at a time decides, in any number of processes; the next one sees what this one did. */
const SCHEDULER_LOCK = 5_282_003;

export async function lockScheduler(q: Queries): Promise<void> {
  await sql`select pg_advisory_xact_lock(${SCHEDULER_LOCK})`.execute(q);
}

export function labDevices(q: Queries) {
  return q
    .selectFrom('devices as d')
    .select([
      'd.name',
      'd.device_type as deviceType',
      'd.worker',
      'd.state',
      'd.health',
      'd.exclusive',
      sql<string[]>`array(select tag from device_tags t where t.device = d.name)`.as('tags'),
    ])
    .where('d.health', '<>', 'retired')
    .orderBy('d.name')
    .execute();
}

export function labWorkers(q: Queries) {
  return q
    .selectFrom('workers as w')
    .select([
      'w.name',
      'w.state',
      'w.health',
      'w.job_limit as jobLimit',
      // By job, not by device: a device may have been moved to another worker in the middle of its job.
      sql<number>`(select count(*) from jobs j
        where j.worker = w.name and j.state in ('scheduled', 'running', 'canceling'))`.as('busy'),
    ])
    .execute();
}

export async function openTypes(q: Queries): Promise<string[]> {
  const rows = await q.selectFrom('device_types').select('name').where('display', '=', true).execute();
  return rows.map(({ name }) => name);
}

/** The next jobs for these types behind job number `after`, in the order in which they are served. */
export function queuedJobs(q: Queries, types: readonly string[], after: number | undefined, limit: number) {
  return q
    .selectFrom('jobs')
    .select([
      'id',
      'priority',
      'submit_time',
      'device_type as deviceType',
      'requested_device as requestedDevice',
      'requested_worker as requestedWorker',
      'tags',
      'json',
    ])
    .where('state', '=', 'submitted')
    .where('device_type', 'in', types)
    .$if(after !== undefined, (query) =>
      query.where(
        // Not by values from here: a Date has milliseconds, the column has microseconds.
        sql<boolean>`(-priority, submit_time, id) > (select -priority, submit_time, id from jobs where id = ${after})`,
      ),
    )
    .orderBy('priority', 'desc')
    .orderBy('submit_time')
    .orderBy('id')
    .limit(limit)
    .execute();
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
  const rows = sql.join(
    assignments.map((a) => sql`(${a.job}::bigint, ${a.device}::text, ${a.worker}::text)`),
  );
  const { rows: done } = await sql<{ id: number }>`
    with wanted (job, device, worker) as (values ${rows}),
    free_jobs as (
      select j.id from jobs j join wanted w on w.job = j.id where j.state = 'submitted' for update of j),
    free_devices as (
      select d.name from devices d join wanted w on w.device = d.name and w.worker = d.worker
      where d.state = 'idle' and d.health in ('good', 'unknown') for update of d skip locked),
    pairs as (
      select w.* from wanted w join free_jobs j on j.id = w.job join free_devices d on d.name = w.device),
    reserved as (
      update devices d set state = 'reserved' from pairs p where d.name = p.device returning d.name)
    update jobs j set state = 'scheduled', device = p.device, worker = p.worker, schedule_time = now(), waiting = '{}'
    from pairs p where j.id = p.job returning j.id`.execute(q);
  return done.map(({ id }) => id);
}

/** Jobs that wait, by what they ask for, which decides the reasons, and by the reasons that they show. */
export async function waitingDemands(q: Queries) {
  const { rows } = await sql<{
    deviceType: string | null;
    requestedDevice: string | null;
    requestedWorker: string | null;
    tags: string[];
    json: boolean;
    shown: string[];
  }>`select device_type as "deviceType", requested_device as "requestedDevice",
      requested_worker as "requestedWorker", tags, json, waiting as shown
    from jobs where state = 'submitted' group by 1, 2, 3, 4, 5, 6`.execute(q);
  return rows;
}

/** Jobs that somebody else is changing at this moment are left out: this must never keep anybody waiting. */
export async function setReasons(q: Queries, demand: Demand, reasons: readonly string[]): Promise<void> {
  await sql`update jobs set waiting = ${reasons}::text[] where id in (
    select id from jobs where state = 'submitted'
    and device_type is not distinct from ${demand.deviceType}
    and requested_device is not distinct from ${demand.requestedDevice}
    and requested_worker is not distinct from ${demand.requestedWorker}
    and tags = ${demand.tags}::text[] and json = ${demand.json} and waiting is distinct from ${reasons}::text[]
    for update skip locked)`.execute(q);
}

/** Jobs whose queue timeout is over. */
export function expiredJobs(q: Queries) {
  return q
    .selectFrom('jobs')
    .select(['id', 'queue_timeout'])
    .where('state', 'in', ['submitted', 'scheduling'])
    .where(sql<boolean>`submit_time + queue_timeout * interval '1 second' <= now()`)
    .execute();
}

/** Milliseconds until the next queue timeout; undefined when none is pending. */
export async function nextExpiry(q: Queries): Promise<number | undefined> {
  const { rows } = await sql<{ ms: number | null }>`
    select (extract(epoch from min(submit_time + queue_timeout * interval '1 second') - now()) * 1000)::float8 as ms
    from jobs where state in ('submitted', 'scheduling')`.execute(q);
  return rows[0]?.ms ?? undefined;
}
