// SPDX-License-Identifier: Apache-2.0
import type { LeaseState } from '@lava/protocol/api/leases.ts';
import { sql } from 'kysely';
import type { Queries } from '../database.ts';

/** When devices are taken by leases, or promised to them. */

export interface BookingRow {
  job_id: number;
  username: string;
  state: LeaseState;
  from: Date;
  until: Date;
}

/** Of one device, in the order of time: leases that hold it, and those that were asked for by its name and for a time. */
export async function bookingsOf(q: Queries, device: string, most = 1_000): Promise<BookingRow[]> {
  const { rows } = await sql<BookingRow>`select l.job_id, u.username, l.state,
      coalesce(l.begin_time, l.not_before) as from,
      coalesce(l.until, l.not_before + make_interval(secs => l.asked)) as until
    from leases l join users u on u.id = l.holder join jobs j on j.id = l.job_id left join runs r on r.id = j.run_id
    where l.state <> 'ended' and coalesce(r.device, l.device) = ${device}
      and coalesce(l.begin_time, l.not_before) is not null
    order by 4, 1 limit ${most}`.execute(q);
  return rows;
}

/** The first lease of the device that is booked for a time before this many seconds from now, except that of the job. */
export async function bookedWithin(
  q: Queries,
  device: string,
  { from, seconds, except = 0 }: { from: number; seconds: number; except?: number },
): Promise<{ job_id: number; not_before: Date } | undefined> {
  const { rows } = await sql<{ job_id: number; not_before: Date }>`select job_id, not_before from leases
    where state = 'waiting' and not_before is not null and device = ${device} and job_id <> ${except}
      and not_before < now() + make_interval(secs => ${from + seconds}::float8)
      and not_before + make_interval(secs => asked) > now() + make_interval(secs => ${from}::float8)
    order by not_before limit 1`.execute(q);
  return rows[0];
}

/** Of each device that is booked, the first lease that waits for it, and the seconds until its time; less than none when that has come. */
export async function nextBookings(q: Queries): Promise<Map<string, { job: number; left: number }>> {
  const { rows } = await sql<{ device: string; job: number; left: number }>`
    select distinct on (device) device, job_id as job, extract(epoch from not_before - now())::float8 as left
    from leases where state = 'waiting' and device is not null and not_before is not null
    order by device, not_before, job_id`.execute(q);
  return new Map(rows.map(({ device, ...booking }) => [device, booking]));
}

/** The lease is for a later time: when. */
export async function notBefore(q: Queries, job: number): Promise<Date | undefined> {
  const { rows } = await sql<{ not_before: Date }>`select not_before from leases
    where job_id = ${job} and not_before > now()`.execute(q);
  return rows[0]?.not_before;
}

/** Time limits of jobs, seconds; those of jobs that say none, or are older than this question, are unknown. */
export async function timeLimits(q: Queries, jobs: readonly number[]): Promise<Map<number, number>> {
  const { rows } = await sql<{
    job_id: number;
    time_limit: number;
  }>`select job_id, time_limit from job_requests
    where job_id = any(${jobs}::bigint[]) and time_limit is not null`.execute(q);
  return new Map(rows.map(({ job_id, time_limit }) => [job_id, time_limit]));
}
