// SPDX-License-Identifier: Apache-2.0
import type { JobQuery, JobState } from '@lava/protocol/api/jobs.ts';
import { type Insertable, type SelectQueryBuilder, sql } from 'kysely';
import type { Actor } from '../../rights/permissions.ts';
import type { Queries } from '../database.ts';
import type { JobsTable, Tables } from '../tables.ts';

const SUMMARY = [
  'j.id',
  'j.description',
  'j.state',
  'j.health',
  'j.priority',
  'j.submitter as submitter_id',
  'u.username as submitter',
  'j.device_type',
  'j.device',
  'j.worker',
  'j.visibility',
  'j.viewing_groups',
  'j.submit_time',
  'j.start_time',
  'j.end_time',
  'j.waiting',
  'j.error_code',
  'j.error_kind',
  'j.error_message',
] as const;

const DETAILS = [
  ...SUMMARY,
  'j.tags',
  'j.queue_timeout',
  'j.next_seq',
  'j.exit_records',
  'j.exit_status',
  'j.metadata',
  'j.resubmitted_from',
  'j.json',
  'j.schedule_time',
] as const;

/** Jobs of the same type that are served first, while it waits. */
const higher = sql<number>`case when j.state = 'submitted' then (select count(*) from jobs o
  where o.state = 'submitted' and o.device_type = j.device_type and o.priority > j.priority) else 0 end`;
const earlier = sql<number>`case when j.state = 'submitted' then (select count(*) from jobs o
  where o.state = 'submitted' and o.device_type = j.device_type and o.priority = j.priority
  and (o.submit_time, o.id) < (j.submit_time, j.id)) else 0 end`;

/** Whether the worker that has the job, while it has it, cannot be heard. */
const workerAway = sql<boolean>`j.state in ('scheduled', 'running', 'canceling')
  and exists (select from workers w where w.name = j.worker and w.state = 'offline')`;

type JobsBuilder<O> = SelectQueryBuilder<Tables & { j: JobsTable; u: Tables['users'] }, 'j' | 'u', O>;

/** The same rule as domain/permissions.ts `maySeeJob`, for lists. */
function visible<O>(query: JobsBuilder<O>, actor: Actor | null): JobsBuilder<O> {
  if (actor?.admin) return query;
  return query.where((eb) =>
    eb.or([
      eb('j.visibility', '=', 'public'),
      ...(actor
        ? [
            eb('j.submitter', '=', actor.id),
            sql<boolean>`(j.visibility = 'group' and j.viewing_groups <@ ${actor.groups}::text[])`,
          ]
        : []),
    ]),
  );
}

function jobsWithUser(q: Queries) {
  return q.selectFrom('jobs as j').innerJoin('users as u', 'u.id', 'j.submitter');
}

export type JobSummaryRow = Awaited<ReturnType<typeof listJobs>>[number];

/** Newest first; one more than the limit tells whether there is a next page. */
export function listJobs(q: Queries, actor: Actor | null, query: JobQuery) {
  let rows = jobsWithUser(q)
    .select(SUMMARY)
    .select([higher.as('higher'), earlier.as('earlier'), workerAway.as('worker_away')]);
  if (query.state) rows = rows.where('j.state', '=', query.state);
  if (query.health) rows = rows.where('j.health', '=', query.health);
  if (query.deviceType) rows = rows.where('j.device_type', '=', query.deviceType);
  if (query.device) rows = rows.where('j.device', '=', query.device);
  if (query.submitter) rows = rows.where('u.username', '=', query.submitter);
  if (query.notSubmitter) rows = rows.where('u.username', '<>', query.notSubmitter);
  if (query.since) rows = rows.where('j.submit_time', '>=', new Date(query.since));
  if (query.search)
    rows = rows.where('j.description', 'ilike', `%${query.search.replace(/[\\%_]/g, '\\$&')}%`);
  if (query.before) rows = rows.where('j.id', '<', query.before);
  return visible(rows as JobsBuilder<unknown>, actor)
    .orderBy('j.id', 'desc')
    .limit(query.limit + 1)
    .execute() as ReturnType<typeof rows.execute>;
}

/** Jobs in any of these states that the actor may see; at most `most` are counted. */
export async function countJobs(
  q: Queries,
  actor: Actor | null,
  states: readonly JobState[],
  most: number,
): Promise<number> {
  const rows = jobsWithUser(q).select('j.id').where('j.state', 'in', states).limit(most);
  return (await visible(rows as JobsBuilder<unknown>, actor).execute()).length;
}

export type JobRow = NonNullable<Awaited<ReturnType<typeof getJob>>>;

export function getJob(q: Queries, id: number) {
  return jobsWithUser(q)
    .select(DETAILS)
    .select([higher.as('higher'), earlier.as('earlier'), workerAway.as('worker_away')])
    .where('j.id', '=', id)
    .executeTakeFirst();
}

/** How many results of each verdict. */
export async function countResults(q: Queries, job: number): Promise<Record<string, number>> {
  const rows = await q
    .selectFrom('results')
    .select(['result', sql<number>`count(*)`.as('count')])
    .where('job_id', '=', job)
    .groupBy('result')
    .execute();
  return Object.fromEntries(rows.map(({ result, count }) => [result, count]));
}

export function listResults(q: Queries, job: number) {
  return q.selectFrom('results').selectAll().where('job_id', '=', job).orderBy('record').execute();
}

export function getDefinition(q: Queries, id: number) {
  return q
    .selectFrom('jobs')
    .select([
      'definition',
      'original_definition',
      'json',
      'submitter',
      'visibility',
      'viewing_groups',
      'device',
      'device_type',
    ])
    .where('id', '=', id)
    .executeTakeFirst();
}

/** Number of the job; the same number when the same submission is repeated. */
export async function insertJob(q: Queries, job: Insertable<JobsTable>): Promise<number> {
  const made = await q
    .insertInto('jobs')
    .values(job)
    .onConflict((c) => c.column('submission').doNothing())
    .returning('id')
    .executeTakeFirst();
  if (made) return made.id;
  const known = await q
    .selectFrom('jobs')
    .select('id')
    .where('submission', '=', job.submission)
    .executeTakeFirstOrThrow();
  return known.id;
}
