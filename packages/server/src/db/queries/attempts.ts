// SPDX-License-Identifier: Apache-2.0
import { sql } from 'kysely';
import type { Queries } from '../database.ts';
import { grantsOn } from './grants.ts';

/** The runs of a job in their order, with what decides who may see their devices. */
export function attemptsOf(q: Queries, job: number) {
  return q
    .selectFrom('runs as r')
    .innerJoin('jobs as j', 'j.id', 'r.job_id')
    .innerJoin('devices as d', 'd.name', 'r.device')
    .select(['r.attempt', 'r.device', 'r.worker', 'r.schedule_time', 'r.start_time', 'r.end_time'])
    .select(['r.next_seq', 'r.exit_records', 'r.exit_status', 'r.failure'])
    .select(['j.error_code', 'j.error_kind', 'j.error_message'])
    .select(sql<boolean>`j.run_id = r.id and j.state <> 'submitted'`.as('counts'))
    .select(grantsOn('device', sql`d.name`).as('onDevice'))
    .select(grantsOn('device-type', sql`d.device_type`).as('onType'))
    .where('r.job_id', '=', job)
    .orderBy('r.attempt')
    .execute();
}
export type AttemptRow = Awaited<ReturnType<typeof attemptsOf>>[number];
