// SPDX-License-Identifier: Apache-2.0
import type { DeviceHealth } from '@lava/protocol/api/lab.ts';
import { sql } from 'kysely';
import type { Queries } from '../database.ts';

/** Jobs of each board that count, the newest. */
const NEWEST = 10;

export interface LedgerRow {
  device: string;
  worker: string | null;
  device_type: string;
  health: DeviceHealth;
  /** Whether the lab failed each of its newest jobs of a week, the newest first. */
  own: boolean[];
}

/**
 * How the newest jobs of all boards ended: of users, not canceled, each attempt by itself. Reads ten runs of each board by an
 * index.
 * @param device only this one, and the others of its type
 */
export async function ledgers(q: Queries, device?: string): Promise<LedgerRow[]> {
  const { rows } = await sql<LedgerRow>`select d.name as device, d.worker, d.device_type, d.health, x.own
    from devices d cross join lateral (
      select array_agg(n.failed order by n.job_id desc, n.attempt desc) as own from (
        select r.job_id, r.attempt,
          coalesce(r.failure->>'kind', case when j.run_id = r.id then j.error_kind end, '') = 'infrastructure' as failed
        from runs r join jobs j on j.id = r.job_id
        where r.device = d.name and r.end_time is not null and not j.health_check
          and r.schedule_time > greatest(d.ledger_since, now() - interval '7 days')
          and not (j.run_id = r.id and j.state = 'finished' and j.health = 'canceled')
        order by r.job_id desc, r.attempt desc limit ${NEWEST}) n) x
    where x.own is not null
      and (${device ?? null}::text is null or d.device_type = (select device_type from devices where name = ${device ?? null}))`.execute(
    q,
  );
  return rows;
}

/** The health checks of a board since then, as long as they passed, and whether one failed. */
export async function checksSince(
  q: Queries,
  device: string,
  since: Date,
): Promise<{ passed: number; failed: boolean }> {
  const rows = await q
    .selectFrom('runs as r')
    .innerJoin('jobs as j', 'j.id', 'r.job_id')
    .select('j.health')
    .where('r.device', '=', device)
    .where('r.schedule_time', '>', since)
    .where('j.health_check', '=', true)
    .where('j.state', '=', 'finished')
    .where('j.health', '<>', 'canceled')
    .execute();
  const failed = rows.some(({ health }) => health !== 'complete');
  return { passed: rows.length, failed };
}

/** Boards in quarantine, with the health that they have now. */
export function quarantined(q: Queries) {
  return q
    .selectFrom('quarantines as n')
    .innerJoin('devices as d', 'd.name', 'n.device')
    .select(['n.device', 'n.since', 'n.reason', 'n.passed', 'd.health'])
    .orderBy('n.device')
    .execute();
}

export function quarantineOf(q: Queries, device: string) {
  return q.selectFrom('quarantines').selectAll().where('device', '=', device).executeTakeFirst();
}

export async function insertQuarantine(
  q: Queries,
  row: { device: string; reason: string; rounds: number },
): Promise<void> {
  await q.insertInto('quarantines').values(row).execute();
}

export async function storePassed(q: Queries, device: string, passed: number): Promise<void> {
  await q.updateTable('quarantines').set({ passed }).where('device', '=', device).execute();
}

export async function deleteQuarantine(q: Queries, device: string): Promise<void> {
  await q.deleteFrom('quarantines').where('device', '=', device).execute();
}

export function suspectWorkers(q: Queries) {
  return q.selectFrom('suspect_workers').selectAll().orderBy('worker').execute();
}

/** @returns false when it is one already */
export async function insertSuspect(q: Queries, worker: string, reason: string): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await q
    .insertInto('suspect_workers')
    .values({ worker, reason })
    .onConflict((c) => c.doNothing())
    .executeTakeFirst();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** @returns false when it is none */
export async function deleteSuspect(q: Queries, worker: string): Promise<boolean> {
  const { numDeletedRows } = await q
    .deleteFrom('suspect_workers')
    .where('worker', '=', worker)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}
