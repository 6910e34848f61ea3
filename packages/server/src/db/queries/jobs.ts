// SPDX-License-Identifier: Apache-2.0
import type { ResultQuery } from '@lava/protocol/api/jobs.ts';
import type { Verdict } from '@lava/protocol/record/verdict.ts';
import { type SelectQueryBuilder, sql } from 'kysely';
import type { JobAccess } from '../../rights/permissions.ts';
import type { Queries } from '../database.ts';
import { grantsOn } from './grants.ts';
import { contains, readPage, type Sorts } from './page.ts';

/** What lists show of a job. */
export const SUMMARY = [
  'j.id',
  'a.description',
  'j.state',
  'j.health',
  'j.priority',
  'j.submitter as submitter_id',
  'u.username as submitter',
  'j.device_type',
  'j.demand_id',
  'm.requested_device',
  'm.requested_worker',
  'm.tags',
  'm.json',
  'm.avoid',
  'r.device',
  'r.worker',
  'j.visibility',
  'j.viewing_groups',
  'j.submit_time',
  'r.start_time',
  'j.end_time',
  'j.health_check',
  'j.error_code',
  'j.error_kind',
  'j.error_message',
] as const;

const DETAILS = [
  ...SUMMARY,
  'r.attempt',
  'a.retries',
  'j.queue_timeout',
  'a.metadata',
  'a.resubmitted_from',
  'r.next_seq',
  'r.exit_records',
  'r.exit_status',
  'r.schedule_time',
  'r.powered_time',
  'r.last_signal_time',
] as const;

/** Whether the worker that has the job, while it has it, cannot be heard. */
export const workerAway = sql<boolean>`(j.state in ('scheduled', 'running', 'canceling')
  and exists (select from workers w where w.name = r.worker and w.state = 'offline'))`;

export type JobsBuilder<O> =
  ReturnType<typeof jobsWithRuns> extends SelectQueryBuilder<infer DB, infer TB, unknown>
    ? SelectQueryBuilder<DB, TB, O>
    : never;

/** What decides who may see each of these jobs; those that are gone are left out. */
export async function accessOfJobs(q: Queries, ids: readonly number[]): Promise<Map<number, JobAccess>> {
  const rows = await q
    .selectFrom('jobs as j')
    .leftJoin('runs as r', 'r.id', 'j.run_id')
    .leftJoin('devices as d', 'd.name', 'r.device')
    .select(['j.id', 'j.submitter', 'j.visibility', 'j.viewing_groups as viewingGroups', 'd.name as device'])
    .select(grantsOn('device', sql`d.name`).as('onDevice'))
    .select(grantsOn('device-type', sql`coalesce(d.device_type, j.device_type)`).as('onType'))
    .where(sql<boolean>`j.id = any(${ids}::bigint[])`)
    .execute();
  return new Map(
    rows.map(({ id, device, onDevice, onType, ...access }): [number, JobAccess] => [
      id,
      {
        ...access,
        place:
          device === null
            ? { kind: 'device-type', own: onType }
            : { kind: 'device', own: onDevice, type: onType },
      },
    ]),
  );
}

export function jobsWithRuns(q: Queries) {
  return (
    q
      .selectFrom('jobs as j')
      .innerJoin('job_requests as a', 'a.job_id', 'j.id')
      .innerJoin('users as u', 'u.id', 'j.submitter')
      .innerJoin('demands as m', 'm.id', 'j.demand_id')
      // The second condition follows from the first, and leads from the runs of a device to their jobs.
      .leftJoin('runs as r', (join) => join.onRef('r.id', '=', 'j.run_id').onRef('r.job_id', '=', 'j.id'))
  );
}

export type JobRow = Awaited<ReturnType<typeof getJobs>>[number];

export function getJobs(q: Queries, ids: readonly number[]) {
  return jobsWithRuns(q)
    .select(DETAILS)
    .select([
      workerAway.as('worker_away'),
      sql<string[]>`array(select g.name from groups g where g.id = any(j.viewing_groups) order by 1)`.as(
        'group_names',
      ),
      sql<string[]>`array(select t.name from job_failure_tags f join failure_tags t on t.id = f.tag_id
        where f.job_id = j.id order by 1)`.as('failure_tags'),
      sql<number | null>`(select h.seconds from failure_holds h where h.job_id = j.id)`.as('failure_hold'),
    ])
    .where(sql<boolean>`j.id = any(${ids}::bigint[])`)
    .execute();
}

export async function getJob(q: Queries, id: number): Promise<JobRow | undefined> {
  return (await getJobs(q, [id]))[0];
}

/** Beyond so many the place in the queue is not counted any more. */
export const MAX_POSITION = 10_000;

/** Jobs of the same type that are served before this one, which waits. */
export async function queuePosition(q: Queries, id: number): Promise<{ higher: number; earlier: number }> {
  const { rows } = await sql<{ higher: number; earlier: number }>`
    select (select count(*) from (select from jobs o where o.state = 'submitted' and o.device_type = j.device_type
        and o.priority > j.priority limit ${MAX_POSITION}) x) as higher,
      (select count(*) from (select from jobs o where o.state = 'submitted' and o.device_type = j.device_type
        and o.priority = j.priority and (o.submit_time, o.id) < (j.submit_time, j.id) limit ${MAX_POSITION}) x) as earlier
    from jobs j where j.id = ${id} and j.state = 'submitted'`.execute(q);
  return rows[0] ?? { higher: 0, earlier: 0 };
}

export type ResultRow = Awaited<ReturnType<typeof listResults>>['items'][number];

const BY_RECORD = { by: sql`c.record`, type: 'number' } as const;
const RESULT_SORTS: Sorts<'record' | 'name'> = {
  record: [BY_RECORD],
  name: [{ by: sql`c.name`, type: 'text' }, BY_RECORD],
};

/** With microseconds, which a Date does not have. */
const LOGGED = sql<string | null>`to_char(c.logged at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

export function listResults(q: Queries, job: number, query: ResultQuery) {
  let rows = q
    .selectFrom('results as c')
    .innerJoin('suites as s', (join) =>
      join.onRef('s.run_id', '=', 'c.run_id').onRef('s.id', '=', 'c.suite_id'),
    )
    .selectAll('c')
    .select(['s.name as suite', LOGGED.as('logged_text')])
    .where('c.run_id', '=', runOf(job));
  if (query.suite) rows = rows.where('s.name', 'in', query.suite);
  if (query.notSuite) rows = rows.where('s.name', 'not in', query.notSuite);
  if (query.set !== undefined) rows = rows.where('c.set_name', '=', query.set);
  if (query.result) rows = rows.where('c.result', 'in', query.result);
  if (query.search) rows = rows.where(contains(query.search, 'c.name'));
  return readPage(rows, RESULT_SORTS, query);
}

/** In the order in which they appeared. */
export function listSuites(q: Queries, job: number) {
  const verdict = (result: Verdict) => sql<number>`count(*) filter (where c.result = ${result})`.as(result);
  return q
    .selectFrom('suites as s')
    .leftJoin('results as c', (join) =>
      join.onRef('c.run_id', '=', 's.run_id').onRef('c.suite_id', '=', 's.id'),
    )
    .select(['s.id', 's.name', verdict('pass'), verdict('fail'), verdict('skip'), verdict('unknown')])
    .where('s.run_id', '=', runOf(job))
    .groupBy(['s.id', 's.name'])
    .orderBy('s.id')
    .execute();
}

const runOf = (job: number) => sql<number>`(select run_id from jobs where id = ${job})`;

export function getDefinition(q: Queries, id: number) {
  return q
    .selectFrom('jobs as j')
    .innerJoin('job_requests as a', 'a.job_id', 'j.id')
    .innerJoin('job_definitions as d', 'd.hash', 'a.definition')
    .innerJoin('job_definitions as o', 'o.hash', 'a.original_definition')
    .innerJoin('demands as m', 'm.id', 'j.demand_id')
    .leftJoin('runs as r', 'r.id', 'j.run_id')
    .select([
      'd.text as definition',
      'o.text as original_definition',
      'm.json',
      'j.submitter',
      'j.visibility',
      'j.viewing_groups',
      'r.device',
      'r.worker',
      'j.device_type',
    ])
    .where('j.id', '=', id)
    .executeTakeFirst();
}
