// SPDX-License-Identifier: Apache-2.0
import {
  type JobCounts,
  type JobCountsQuery,
  type JobHealth,
  type JobQuery,
  type JobState,
  MAX_COUNTED,
  type ResultQuery,
} from '@lava/protocol/api/jobs.ts';
import type { Verdict } from '@lava/protocol/record/verdict.ts';
import { type SelectQueryBuilder, sql } from 'kysely';
import type { Actor, JobAccess } from '../../rights/permissions.ts';
import type { Queries } from '../database.ts';
import { contains, readPage, type Sorts } from './page.ts';

const SUMMARY = [
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
  'r.device',
  'r.worker',
  'j.visibility',
  'j.viewing_groups',
  'j.submit_time',
  'r.start_time',
  'j.end_time',
  'j.error_code',
  'j.error_kind',
  'j.error_message',
] as const;

const DETAILS = [
  ...SUMMARY,
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
const workerAway = sql<boolean>`(j.state in ('scheduled', 'running', 'canceling')
  and exists (select from workers w where w.name = r.worker and w.state = 'offline'))`;

type JobsBuilder<O> =
  ReturnType<typeof jobsWithRuns> extends SelectQueryBuilder<infer DB, infer TB, unknown>
    ? SelectQueryBuilder<DB, TB, O>
    : never;

/** The same rule as `maySeeJob` of rights/permissions.ts, for lists; a test compares them. */
function visible<O>(query: JobsBuilder<O>, actor: Actor | null): JobsBuilder<O> {
  if (actor?.admin) return query;
  return query.where((eb) =>
    eb.or([
      eb('j.visibility', '=', 'public'),
      ...(actor
        ? [
            eb('j.submitter', '=', actor.id),
            sql<boolean>`(j.visibility = 'group' and j.viewing_groups <@ ${actor.groups}::bigint[])`,
          ]
        : []),
    ]),
  );
}

/** What decides who may see each of these jobs; those that are gone are left out. */
export async function accessOfJobs(q: Queries, ids: readonly number[]): Promise<Map<number, JobAccess>> {
  const rows = await q
    .selectFrom('jobs')
    .select(['id', 'submitter', 'visibility', 'viewing_groups as viewingGroups'])
    .where(sql<boolean>`id = any(${ids}::bigint[])`)
    .execute();
  return new Map(rows.map(({ id, ...access }) => [id, access]));
}

function jobsWithRuns(q: Queries) {
  return q
    .selectFrom('jobs as j')
    .innerJoin('job_requests as a', 'a.job_id', 'j.id')
    .innerJoin('users as u', 'u.id', 'j.submitter')
    .innerJoin('demands as m', 'm.id', 'j.demand_id')
    .leftJoin('runs as r', 'r.id', 'j.run_id');
}

/** Only with the tables that the query asks about: each would be read for every job that is counted. */
function jobsToCount(q: Queries, { search, device }: JobCountsQuery): ReturnType<typeof jobsWithRuns> {
  const jobs = q
    .selectFrom('jobs as j')
    .$if(search !== undefined, (rows) => rows.innerJoin('job_requests as a', 'a.job_id', 'j.id'))
    .$if(device !== undefined, (rows) => rows.innerJoin('runs as r', 'r.id', 'j.run_id'));
  return jobs as unknown as ReturnType<typeof jobsWithRuns>;
}

export type JobSummaryRow = Awaited<ReturnType<typeof listJobs>>['items'][number];

const userId = (username: string) => sql<number>`(select id from users where username = ${username})`;

const BY_ID = { by: sql`j.id`, type: 'number' } as const;
/** The order in which they are served, by which the index `jobs_served` is sorted. */
const SORTS: Sorts<'id' | 'endTime' | 'queue'> = {
  id: [BY_ID],
  endTime: [{ by: sql`j.end_time`, type: 'time' }, BY_ID],
  queue: [{ by: sql`(-j.priority)`, type: 'number' }, { by: sql`j.submit_time`, type: 'time' }, BY_ID],
};
/** Lists by device are sorted by the index of runs. */
const DEVICE_SORTS: typeof SORTS = { ...SORTS, id: [{ by: sql`r.job_id`, type: 'number' }] };

export function listJobs(q: Queries, actor: Actor | null, query: JobQuery) {
  let rows = filtered(jobsWithRuns(q).select(SUMMARY).select(workerAway.as('worker_away')), query);
  if (query.state) rows = rows.where('j.state', 'in', query.state);
  if (query.health) rows = rows.where('j.health', 'in', query.health);
  // The constraint says the same; the planner needs it for the index.
  if (query.health?.every((health) => health !== 'unknown')) rows = rows.where('j.state', '=', 'finished');
  if (query.before) rows = rows.where('j.id', '<', query.before);
  if (query.sort.endsWith('queue')) rows = rows.where('j.state', '=', 'submitted');
  if (query.sort.endsWith('endTime')) rows = rows.where('j.state', '=', 'finished');
  return readPage(visible(rows, actor), query.device ? DEVICE_SORTS : SORTS, query);
}

function filtered<O>(builder: JobsBuilder<O>, query: JobCountsQuery): JobsBuilder<O> {
  let rows = builder;
  if (query.deviceType) rows = rows.where('j.device_type', 'in', query.deviceType);
  if (query.device) rows = rows.where('r.device', '=', query.device);
  if (query.submitter) rows = rows.where('j.submitter', '=', userId(query.submitter));
  if (query.notSubmitter)
    rows = rows.where(sql<boolean>`j.submitter is distinct from ${userId(query.notSubmitter)}`);
  if (query.since) {
    const since = new Date(query.since);
    // Numbers follow the time of submission closely, not exactly: two submits may overlap.
    rows = rows.where('j.submit_time', '>=', since).where(
      sql<boolean>`j.id > (select id from jobs where submit_time >= ${since}
        order by submit_time limit 1) - ${OVERLAP}::int`,
    );
  }
  if (query.search) rows = rows.where(contains(query.search, 'a.description'));
  return rows;
}

/** So many jobs may be submitted at the same time. */
const OVERLAP = 1_000;

const COUNTED = {
  queued: { state: ['submitted'] },
  running: { state: ['scheduling', 'scheduled', 'running', 'canceling'] },
  finished: { state: ['finished'] },
  complete: { state: ['finished'], health: ['complete'] },
  incomplete: { state: ['finished'], health: ['incomplete'] },
  canceled: { state: ['finished'], health: ['canceled'] },
} as const satisfies Record<keyof JobCounts, { state?: readonly JobState[]; health?: readonly JobHealth[] }>;

/** Those that the actor may see, each counted up to `MAX_COUNTED`. */
export async function countJobs(q: Queries, actor: Actor | null, query: JobCountsQuery): Promise<JobCounts> {
  const counts = Object.entries(COUNTED).map(([name, { state, health }]: [string, Counted]) => {
    let rows = filtered(jobsToCount(q, query).select('j.id'), query);
    if (state) rows = rows.where('j.state', 'in', state);
    if (health) rows = rows.where('j.health', 'in', health);
    // By the index of runs, instead of every job: PostgreSQL cannot know how few jobs a device has had.
    if (query.device) rows = rows.orderBy('r.job_id', 'desc');
    const counted = visible(rows, actor).limit(MAX_COUNTED);
    return sql`(select count(*) from (${counted}) as c) as ${sql.ref(name)}`;
  });
  const { rows } = await sql<JobCounts>`select ${sql.join(counts)}`.execute(q);
  return rows[0] as JobCounts;
}
type Counted = { state?: readonly JobState[]; health?: readonly JobHealth[] };

export type JobRow = Awaited<ReturnType<typeof getJobs>>[number];

export function getJobs(q: Queries, ids: readonly number[]) {
  return jobsWithRuns(q)
    .select(DETAILS)
    .select([
      workerAway.as('worker_away'),
      sql<string[]>`array(select g.name from groups g where g.id = any(j.viewing_groups) order by 1)`.as(
        'group_names',
      ),
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

export function listResults(q: Queries, job: number, query: ResultQuery) {
  let rows = q
    .selectFrom('results as c')
    .innerJoin('suites as s', (join) =>
      join.onRef('s.run_id', '=', 'c.run_id').onRef('s.id', '=', 'c.suite_id'),
    )
    .selectAll('c')
    .select('s.name as suite')
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
    .select(['s.name', verdict('pass'), verdict('fail'), verdict('skip'), verdict('unknown')])
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
      'j.device_type',
    ])
    .where('j.id', '=', id)
    .executeTakeFirst();
}
