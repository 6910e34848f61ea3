// SPDX-License-Identifier: Apache-2.0
import type { DeviceHealth } from '@lava/protocol/api/lab.ts';
import { type RawBuilder, sql } from 'kysely';
import { TAKES_JOBS } from '../../domain/device.ts';
import type { Assignment, Demand, LabDevice, LabWorker } from '../../domain/queue/lab.ts';
import type { Given, ObjectGrants } from '../../rights/grants.ts';
import type { Queries } from '../database.ts';
import { grantsOn } from './grants.ts';
import { isDue } from './health-checks.ts';
import { submittersOf } from './next-jobs.ts';
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
  d.exclusive`;

/**
 * Devices that could take a job now, were their workers not full.
 * @param checks names of the health checks; devices that have to run theirs first are left out
 */
export async function freeDevices(q: Queries, checks: readonly string[]): Promise<LabDevice[]> {
  const { rows } = await sql<Omit<LabDevice, 'tags'>>`select ${LAB_DEVICE}
    from devices d join workers w on w.name = d.worker join device_types y on y.name = d.device_type
    left join holds h on h.device = d.name
    where h.device is null and d.health in (${takesJobs}) and w.state = 'online' and w.health = 'active' and y.display
    and not ${isDue(checks)} order by d.name`.execute(q);
  return withTags(q, rows);
}

/** All that are not retired. */
export async function labDevices(q: Queries): Promise<LabDevice[]> {
  const { rows } = await sql<Omit<LabDevice, 'tags'>>`select ${LAB_DEVICE} from devices d
    left join holds h on h.device = d.name where d.health <> 'retired' order by d.name`.execute(q);
  return withTags(q, rows);
}

/** In a statement of its own: for many devices it reads all tags once, for a few it looks up theirs. */
async function withTags(q: Queries, devices: readonly Omit<LabDevice, 'tags'>[]): Promise<LabDevice[]> {
  if (devices.length === 0) return [];
  const { rows } = await sql<{ device: string; tags: string[] }>`select device, array_agg(tag) as tags
    from device_tags where device = any(${devices.map(({ name }) => name)}::text[]) group by device`.execute(
    q,
  );
  const tags = new Map(rows.map((row) => [row.device, row.tags]));
  return devices.map((device) => ({ ...device, tags: tags.get(device.name) ?? [] }));
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
    m.requested_device as "requestedDevice", m.requested_worker as "requestedWorker", m.tags, m.json, m.avoid
    from demands m where m.device_type = any(${types}::text[]) and not m.grouped
    and exists (select from jobs j where j.demand_id = m.id and j.state = 'submitted')`.execute(q);
  return rows;
}

/** A job of a group that waits, with what it asks for. */
export interface GroupJob extends Demand {
  id: number;
  group: number;
  submitter: number;
  demand: number;
  /** Whether all of its group wait; none of them is given a device else. */
  whole: boolean;
}

type NextGroupJob = GroupJob & { priority: number; submitTime: Date };

/** Jobs of the groups that are next, at most `most` groups, each group together, in the order in which they are served. */
export function nextGroups(q: Queries, most: number): Promise<NextGroupJob[]> {
  return jobsOfGroups(
    q,
    sql`select x.group_id, max(j.priority) as priority, min(j.submit_time) as submit_time, min(j.id) as id
      from demands m, lateral (select id, priority, submit_time from jobs where state = 'submitted' and demand_id = m.id
        order by priority desc, submit_time, id limit ${most}) j join multinode_jobs x on x.job_id = j.id
      where m.grouped group by x.group_id order by 2 desc, 3, 4 limit ${most}`,
  );
}

/** The same, of each submitter as many, at least one: so nobody's are out of sight behind those of somebody else. */
export async function nextGroupsOfEach(q: Queries, most: number): Promise<NextGroupJob[]> {
  const { rows: demands } = await sql<{ id: number }>`select id from demands m where grouped
    and exists (select from jobs where demand_id = m.id and state = 'submitted')`.execute(q);
  const waiting = await submittersOf(
    q,
    demands.map(({ id }) => id),
  );
  if (waiting.length === 0) return [];
  const each = Math.ceil(most / new Set(waiting.map(({ submitter }) => submitter)).size);
  return jobsOfGroups(
    q,
    sql`select group_id, priority, submit_time, id from (
      select x.group_id, max(j.priority) as priority, min(j.submit_time) as submit_time, min(j.id) as id, row_number() over
        (partition by w.submitter order by max(j.priority) desc, min(j.submit_time), min(j.id)) as nth
      from unnest(${waiting.map(({ demand }) => demand)}::bigint[], ${waiting.map(({ submitter }) => submitter)}::bigint[])
          w (demand, submitter),
        lateral (select id, priority, submit_time from jobs where 0 + submitter = w.submitter and state = 'submitted'
          and demand_id = w.demand order by priority desc, submit_time, id limit ${each}) j
        join multinode_jobs x on x.job_id = j.id
      group by x.group_id, w.submitter) ranked where nth <= ${each}`,
  );
}

/** @param heads of each group its number, and what it is served by */
async function jobsOfGroups(q: Queries, heads: RawBuilder<unknown>): Promise<NextGroupJob[]> {
  const { rows } = await sql<NextGroupJob>`with heads as (${heads})
    select j.id, h.group_id as "group", j.submitter, j.demand_id as demand, h.priority, h.submit_time as "submitTime",
      bool_and(j.state = 'submitted') over (partition by h.group_id) as whole, m.device_type as "deviceType",
      m.requested_device as "requestedDevice", m.requested_worker as "requestedWorker", m.tags, m.json
    from heads h join multinode_jobs x on x.group_id = h.group_id join jobs j on j.id = x.job_id
      join demands m on m.id = j.demand_id
    order by h.priority desc, h.submit_time, h.id, x.sub_id`.execute(q);
  return rows;
}

/** What was given on devices that not everybody may submit to, and on their types. */
export async function restrictedDevices(q: Queries): Promise<Map<string, ObjectGrants>> {
  const { rows } = await sql<{ name: string; own: Given[]; type: Given[] }>`
    select d.name, ${grantsOn('device', sql`d.name`)} as own, ${grantsOn('device-type', sql`d.device_type`)} as type
    from devices d where (select exists (select from grants where permission = 'submit')) and (d.name in (select device from grants where permission = 'submit')
      or d.device_type in (select device_type from grants where permission = 'submit'))`.execute(q);
  return new Map(rows.map(({ name, ...grants }) => [name, { kind: 'device', ...grants }]));
}

/**
 * Carries out assignments whose job still waits and whose device is still free, those of a group all or none, and returns
 * the jobs that got theirs.
 * A device that somebody else is changing at this moment is left for the next round; the change itself brings it.
 */
export async function assign(
  q: Queries,
  assignments: readonly Assignment[],
  healths: readonly DeviceHealth[] = TAKES_JOBS,
): Promise<number[]> {
  if (assignments.length === 0) return [];
  // Statement by statement: of one large statement PostgreSQL cannot know how many rows its parts have.
  const jobs = await lockWaiting(q, assignments);
  const devices = await lockFree(q, assignments, healths);
  const stands = ({ job, device, worker }: Assignment) => jobs.has(job) && devices.get(device) === worker;
  const broken = new Set(assignments.filter((each) => !stands(each)).map(({ group }) => group));
  const pairs = assignments.filter((each) =>
    each.group === undefined ? stands(each) : !broken.has(each.group),
  );
  if (pairs.length === 0) return [];
  const { rows: runs } = await sql<{ id: number; job: number; device: string }>`
    insert into runs (job_id, attempt, device, worker)
    select p.job, 1 + coalesce(o.attempt, 0), p.device, p.worker
    from unnest(${pairs.map(({ job }) => job)}::bigint[], ${pairs.map(({ device }) => device)}::text[],
      ${pairs.map(({ worker }) => worker)}::text[]) p (job, device, worker)
    join jobs j on j.id = p.job left join runs o on o.id = j.run_id
    returning id, job_id as job, device`.execute(q);
  const ids = runs.map(({ id }) => id);
  await sql`insert into holds (device, run_id)
    select * from unnest(${runs.map(({ device }) => device)}::text[], ${ids}::bigint[])`.execute(q);
  const { state, health } = jobEvent('schedule', 'j.state');
  const { rows: done } = await sql<{ id: number }>`
    update jobs j set state = ${state}, health = ${health}, run_id = s.run
    from unnest(${runs.map(({ job }) => job)}::bigint[], ${ids}::bigint[]) s (job, run)
    where j.id = s.job returning j.id`.execute(q);
  return done.map(({ id }) => id);
}

/** Those of the jobs that still wait. */
async function lockWaiting(q: Queries, assignments: readonly { job: number }[]): Promise<Set<number>> {
  const rows = await q
    .selectFrom('jobs')
    .select('id')
    .where(sql<boolean>`id = any(${assignments.map(({ job }) => job)}::bigint[])`)
    .where('state', 'in', jobEvent('schedule').before)
    .orderBy('id')
    .forNoKeyUpdate()
    .execute();
  return new Set(rows.map(({ id }) => id));
}

/** Those of the devices that are still free, with their workers. */
export async function lockFree(
  q: Queries,
  assignments: readonly { device: string }[],
  healths: readonly DeviceHealth[],
): Promise<Map<string, string | null>> {
  const rows = await q
    .selectFrom('devices')
    .select(['name', 'worker'])
    .where(sql<boolean>`name = any(${assignments.map(({ device }) => device)}::text[])`)
    .where('health', 'in', healths)
    .where(sql<boolean>`not exists (select from holds where device = name)`)
    .orderBy('name')
    .forNoKeyUpdate()
    .skipLocked()
    .execute();
  return new Map(rows.map(({ name, worker }) => [name, worker]));
}

/** When the queue timeout of a job that waits from now on is over. */
export function expiresAnew(seconds: number | null) {
  return seconds === null ? null : sql<Date>`now() + ${seconds} * interval '1 second'`;
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
