// SPDX-License-Identifier: Apache-2.0
import { type RawBuilder, sql } from 'kysely';
import { TAKES_HEALTH_CHECKS } from '../../domain/device.ts';
import type { Queries } from '../database.ts';
import { NOW } from '../now.ts';

/** Name of the account that health checks are jobs of. Nobody can sign in to it. */
export const HEALTH_CHECK_USER = 'lava-health';

const healths = sql.join(TAKES_HEALTH_CHECKS.map((health) => sql.lit(health)));

/** Name of the health check of a device `d`; null when it has none. */
function checkOf(named: readonly string[]): RawBuilder<string | null> {
  const names = sql`${named}::text[]`;
  return sql`case when d.base_template = any(${names}) then d.base_template
    when d.device_type = any(${names}) then d.device_type end`;
}

/**
 * Whether a device `d` of type `y` has to run its health check before any other job. Other jobs since the last one are counted
 * up to the number that matters.
 * @param named health checks that there are
 */
export function isDue(named: readonly string[]): RawBuilder<boolean> {
  if (named.length === 0) return sql`false`;
  return sql`(not y.disable_health_check and not d.disable_health_check and ${checkOf(named)} is not null
    and (d.health in ('unknown', 'looping') or d.health_check_time is null
      or case y.health_denominator
        when 'hours' then d.health_check_time + y.health_frequency * interval '1 hour' <= ${NOW}
        else (select count(*) from (select from runs r where r.device = d.name and r.job_id > d.health_check_job
          limit y.health_frequency) n) >= y.health_frequency end))`;
}

export interface DueDevice {
  name: string;
  deviceType: string;
  worker: string;
  /** Name of its health check. */
  check: string;
}

/** Free devices whose health check is due, on workers that take jobs. */
export async function dueDevices(q: Queries, named: readonly string[]): Promise<DueDevice[]> {
  if (named.length === 0) return [];
  const { rows } =
    await sql<DueDevice>`select d.name, d.device_type as "deviceType", d.worker, ${checkOf(named)} as check
    from devices d join workers w on w.name = d.worker join device_types y on y.name = d.device_type
    left join holds h on h.device = d.name
    where h.device is null and d.health in (${healths}) and w.state = 'online' and w.health = 'active' and y.display
    and ${isDue(named)} order by d.name`.execute(q);
  return rows;
}

/** When it was submitted is for the next one to count from. */
export async function storeHealthChecks(
  q: Queries,
  checks: readonly { device: string; job: number }[],
): Promise<void> {
  const ids = checks.map(({ job }) => job);
  await sql`update jobs set health_check = true where id = any(${ids}::bigint[])`.execute(q);
  await sql`update devices d set health_check_job = c.job, health_check_time = ${NOW}
    from unnest(${checks.map(({ device }) => device)}::text[], ${ids}::bigint[]) c (device, job)
    where d.name = c.device`.execute(q);
}

/** Its id; the account comes into being with the first health check. */
export async function healthCheckUser(q: Queries): Promise<number> {
  await q
    .insertInto('users')
    .values({ username: HEALTH_CHECK_USER })
    .onConflict((c) => c.doNothing())
    .execute();
  const { id } = await q
    .selectFrom('users')
    .select('id')
    .where('username', '=', HEALTH_CHECK_USER)
    .executeTakeFirstOrThrow();
  return id;
}
