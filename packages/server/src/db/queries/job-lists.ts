// SPDX-License-Identifier: Apache-2.0
import {
  type JobCounts,
  type JobCountsQuery,
  type JobHealth,
  JobQuery,
  type JobState,
  MAX_COUNTED,
} from '@lava/protocol/api/jobs.ts';
import { type RawBuilder, sql } from 'kysely';
import type { Actor } from '../../rights/permissions.ts';
import type { Queries } from '../database.ts';
import { type Hidden, hiddenFrom } from './grants.ts';
import { asksForResults, countByResults, hasResults, readByResults } from './job-results.ts';
import { type JobsBuilder, jobsWithRuns, SUMMARY, workerAway } from './jobs.ts';
import { contains, readPage, type Sorts } from './page.ts';

/**
 * Orders that only the indexes of the filters have: those of one column are sorted by `-id`, those of a submitter and a state
 * or verdict by `0 - id`. Else PostgreSQL reads the newest million jobs, or all of a submitter, in the hope of soon finding
 * some that fit.
 */
const NEWEST = sql`(-j.id)`;
const NEWEST_OF_BOTH = sql`(0 - j.id)`;

export type JobSummaryRow = Awaited<ReturnType<typeof listJobs>>['items'][number];

/** A query whose names are numbers: the planner knows how many jobs a submitter has, not how many a name has. */
type Known<T extends JobCountsQuery> = Omit<T, 'submitter' | 'notSubmitter'> & {
  submitter?: number | undefined;
  notSubmitter?: number | undefined;
};

const BY_ID = { by: sql`j.id`, type: 'number' } as const;
/** The order in which they are served, by which the index `jobs_served` is sorted. */
const SORTS: Sorts<'id' | 'endTime' | 'queue'> = {
  id: [BY_ID],
  endTime: [{ by: sql`j.end_time`, type: 'time' }, BY_ID],
  queue: [{ by: sql`(-j.priority)`, type: 'number' }, { by: sql`j.submit_time`, type: 'time' }, BY_ID],
};
/** Lists by device are sorted by the index of runs. */
const DEVICE_SORTS: typeof SORTS = { ...SORTS, id: [{ by: sql`r.job_id`, type: 'number' }] };

/** Those of these jobs that fit and that the actor may see, by number. */
export async function jobsAmong(q: Queries, actor: Actor | null, asked: JobQuery, ids: readonly number[]) {
  const query = await withUserIds(q, { ...asked, sort: 'id' as const, limit: Math.max(1, ids.length) });
  const { rows } = await jobsOf(q, actor, query);
  const those = rows.where(sql<boolean>`j.id = any(${ids}::bigint[])`);
  const fitting = asksForResults(query) ? those.where(hasResults(query)) : those;
  return (await readPage(fitting, SORTS, query)).items;
}

export async function listJobs(q: Queries, actor: Actor | null, asked: JobQuery) {
  const query = await withUserIds(q, asked);
  const all = await jobsOf(q, actor, query);
  const { newest } = all;
  if (asksForResults(query)) return readByResults(q, all.rows, query);
  if (query.device) return readPage(all.rows, DEVICE_SORTS, query);
  if (!newest) return readPage(all.rows, SORTS, query);
  const upsideDown = query.sort === 'id' ? '-id' : 'id';
  return readPage(
    all.rows,
    { ...SORTS, id: [{ by: newest, type: 'number' }] },
    { ...query, sort: upsideDown },
  );
}

/** Those that fit, but for their results, and that the actor may see; and the order of the index to read them by. */
export async function jobsOf(q: Queries, actor: Actor | null, query: Known<JobQuery>) {
  const newest = query.sort.endsWith('id') ? newestFirst(query) : undefined;
  let rows = filtered(jobsWithRuns(q).select(SUMMARY).select(workerAway.as('worker_away')), query, newest);
  if (query.state) rows = rows.where('j.state', 'in', query.state);
  if (query.health) rows = rows.where('j.health', 'in', query.health);
  // The constraint says the same; the planner needs it for the index.
  if (query.health?.every((health) => health !== 'unknown')) rows = rows.where('j.state', '=', 'finished');
  if (query.before)
    rows = rows.where(
      newest ? sql<boolean>`${newest} > -(${query.before}::bigint)` : sql<boolean>`j.id < ${query.before}`,
    );
  if (query.sort.endsWith('queue')) rows = rows.where('j.state', '=', 'submitted');
  if (query.sort.endsWith('endTime')) rows = rows.where('j.state', '=', 'finished');
  return { rows: visible(rows, actor, await hiddenFrom(q, actor)), newest };
}

/** The order of the index for the filters; one with several values would have to be sorted again. */
function newestFirst(query: Known<JobQuery>) {
  const { state, health, deviceType, submitter, device, search } = query;
  if (search !== undefined || device !== undefined || asksForResults(query)) return undefined;
  const [one, verdict] = [only(state), only(health)];
  const indexed =
    (one !== undefined && one !== 'finished') || (verdict !== undefined && verdict !== 'unknown');
  if (submitter !== undefined && indexed) return NEWEST_OF_BOTH;
  const rare = query.errorCode ?? query.errorKind ?? query.failureTag;
  return (submitter ?? one ?? verdict ?? only(deviceType) ?? rare) !== undefined ? NEWEST : undefined;
}

const only = <T>(values: readonly T[] | undefined) => (values?.length === 1 ? values[0] : undefined);

/** Those that the actor may see, each counted up to `MAX_COUNTED`. */
export async function countJobs(q: Queries, actor: Actor | null, asked: JobCountsQuery): Promise<JobCounts> {
  const query = await withUserIds(q, asked);
  if (asksForResults(query)) {
    const { rows } = await jobsOf(q, actor, { ...EVERY_JOB, ...query } as Known<JobQuery>);
    return sumsOf(await countByResults(q, rows, query));
  }
  const hidden = await hiddenFrom(q, actor);
  const newest = query.submitter === undefined ? NEWEST : NEWEST_OF_BOTH;
  const counts = COUNTED.map(({ state, health }) => {
    let rows = filtered(jobsToCount(q, query, hides(hidden)).select('j.id'), query, newest).where(
      'j.state',
      '=',
      state,
    );
    if (health) rows = rows.where('j.health', '=', health);
    // By one index, where as many as are counted lie together, instead of by looking at every job there is.
    rows = query.device ? rows.orderBy('r.job_id', 'desc') : rows.orderBy(newest);
    return sql`(select count(*) from (${visible(rows, actor, hidden).limit(MAX_COUNTED)}) as c)::int as ${sql.ref(health ?? state)}`;
  });
  const { rows } = await sql<Record<Counted, number>>`select ${sql.join(counts)}`.execute(q);
  return sumsOf(rows[0] as Record<Counted, number>);
}

function sumsOf(found: Record<Counted, number>): JobCounts {
  const sum = (...parts: Counted[]) =>
    Math.min(
      MAX_COUNTED,
      parts.reduce((all, part) => all + found[part], 0),
    );
  return {
    queued: found.submitted,
    running: sum('scheduling', 'scheduled', 'running', 'canceling'),
    finished: sum('complete', 'incomplete', 'canceled'),
    complete: found.complete,
    incomplete: found.incomplete,
    canceled: found.canceled,
  };
}

const EVERY_JOB = JobQuery.parse({});

type Counted = Exclude<JobState, 'finished'> | Exclude<JobHealth, 'unknown'>;

/** All jobs, in parts that have an index each. */
const COUNTED: readonly { state: JobState; health?: Exclude<JobHealth, 'unknown'> }[] = [
  ...(['submitted', 'scheduling', 'scheduled', 'running', 'canceling'] as const).map((state) => ({ state })),
  ...(['complete', 'incomplete', 'canceled'] as const).map((health) => ({
    state: 'finished' as const,
    health,
  })),
];

/** Only with the tables that the query asks about: each would be read for every job that is counted. */
function jobsToCount(
  q: Queries,
  { search, device }: Known<JobCountsQuery>,
  byPlace: boolean,
): ReturnType<typeof jobsWithRuns> {
  const jobs = q
    .selectFrom('jobs as j')
    .$if(search !== undefined, (rows) => rows.innerJoin('job_requests as a', 'a.job_id', 'j.id'))
    .$if(device !== undefined || byPlace, (rows) =>
      rows.leftJoin('runs as r', (join) =>
        join.onRef('r.id', '=', 'j.run_id').onRef('r.job_id', '=', 'j.id'),
      ),
    );
  return jobs as unknown as ReturnType<typeof jobsWithRuns>;
}

/** The same rule as `maySeeJob` of rights/permissions.ts, for lists; a test compares them. */
export function seenBy(actor: Actor | null, hidden: Hidden): RawBuilder<boolean> {
  if (actor?.admin) return sql<boolean>`true`;
  const shown = hides(hidden)
    ? sql<boolean>`(j.visibility = 'public' and ${placed(hidden)})`
    : sql<boolean>`j.visibility = 'public'`;
  if (!actor) return shown;
  return sql<boolean>`(${shown} or j.submitter = ${actor.id}
    or (j.visibility = 'group' and j.viewing_groups <@ ${actor.groups}::bigint[]))`;
}

function visible<O>(query: JobsBuilder<O>, actor: Actor | null, hidden: Hidden): JobsBuilder<O> {
  return actor?.admin ? query : query.where(seenBy(actor, hidden));
}

const hides = ({ types, devices }: Hidden) => types.length > 0 || devices.length > 0;

/** A device that was removed or has another type now is judged as it is now, as the rule does. */
function placed({ types, devices }: Hidden) {
  return sql<boolean>`(case when r.device is null then coalesce(j.device_type <> all(${types}::text[]), true)
    else r.device <> all(${devices}::text[]) end)`;
}

/** @param newest order of the index that they are read by; undefined: the primary key */
function filtered<O>(
  builder: JobsBuilder<O>,
  query: Known<JobCountsQuery>,
  newest: RawBuilder<unknown> | undefined,
): JobsBuilder<O> {
  let rows = builder;
  if (query.deviceType) rows = rows.where('j.device_type', 'in', query.deviceType);
  if (query.device) rows = rows.where('r.device', '=', query.device);
  if (query.submitter !== undefined) rows = rows.where('j.submitter', '=', query.submitter);
  if (query.notSubmitter !== undefined) rows = rows.where('j.submitter', '!=', query.notSubmitter);
  if (query.since) {
    const since = new Date(query.since);
    // Numbers follow the time of submission closely, not exactly: two submits may overlap.
    const first = sql`(select id from jobs where submit_time >= ${since}
      order by submit_time limit 1) - ${OVERLAP}::bigint`;
    rows = rows
      .where('j.submit_time', '>=', since)
      .where(newest ? sql<boolean>`${newest} < -(${first})` : sql<boolean>`j.id > ${first}`);
  }
  if (query.until) {
    const until = new Date(query.until);
    const last = sql`coalesce((select id from jobs where submit_time >= ${until}
      order by submit_time limit 1), (select max(id) from jobs)) + ${OVERLAP}::bigint`;
    rows = rows
      .where('j.submit_time', '<', until)
      .where(newest ? sql<boolean>`${newest} > -(${last})` : sql<boolean>`j.id < ${last}`);
  }
  if (query.errorCode !== undefined) rows = rows.where('j.error_code', '=', query.errorCode);
  if (query.errorKind !== undefined) rows = rows.where('j.error_kind', '=', query.errorKind);
  if (query.failureTag !== undefined)
    rows = rows.where(
      sql<boolean>`j.id in (select f.job_id from job_failure_tags f
        where f.tag_id = (select id from failure_tags where name = ${query.failureTag}))`,
    );
  if (query.search) rows = rows.where(contains(query.search, 'a.description'));
  return rows;
}

/** So many jobs may be submitted at the same time. */
const OVERLAP = 1_000;

/** Nobody has this number. */
const NOBODY = 0;

export async function withUserIds<T extends JobCountsQuery>(q: Queries, query: T): Promise<Known<T>> {
  const { submitter, notSubmitter, ...rest } = query;
  const names = [submitter, notSubmitter].filter((name) => name !== undefined);
  if (names.length === 0) return rest as Known<T>;
  const users = await q
    .selectFrom('users')
    .select(['id', 'username'])
    .where('username', 'in', names)
    .execute();
  const idOf = (name: string | undefined) =>
    name === undefined ? undefined : (users.find(({ username }) => username === name)?.id ?? NOBODY);
  return { ...rest, submitter: idOf(submitter), notSubmitter: idOf(notSubmitter) } as Known<T>;
}
