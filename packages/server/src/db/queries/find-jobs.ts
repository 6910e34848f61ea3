// SPDX-License-Identifier: Apache-2.0
import type { JobHealth, JobState } from '@lava/protocol/api/jobs.ts';
import { type RawBuilder, sql } from 'kysely';
import type { Actor } from '../../rights/permissions.ts';
import { MAY_HAVE_SECRETS } from '../../rights/secrets.ts';
import type { Queries } from '../database.ts';
import { type Column, countMatching, type FindRequest, matching, readMatching, type Source } from './find.ts';
import { jobsWithRuns } from './jobs.ts';

const request = (condition: Parameters<NonNullable<Column['some']>>[0]) =>
  sql<boolean>`exists (select from job_requests a where a.job_id = j.id and ${condition})`;
/** Of others, only texts without secrets are looked at: who may not read one must not find out by asking for its letters. */
const text = (actor: Actor | null, column: 'definition' | 'original_definition'): Column => ({
  by: sql`d.text`,
  some: (condition) =>
    sql<boolean>`exists (select from job_requests a join job_definitions d on d.hash = ${sql.ref(`a.${column}`)}
      where a.job_id = j.id and ${condition}
      and (${actor?.admin === true} or j.submitter = ${actor?.id ?? 0} or d.text !~ ${MAY_HAVE_SECRETS}))`,
});

/** What of jobs somebody can ask for. */
const jobsFor = (actor: Actor | null): Source => ({
  from: sql`jobs j left join runs r on r.id = j.run_id and r.job_id = j.id`,
  select: sql`j.id`,
  key: { by: sql`j.id`, down: true },
  columns: {
    id: { by: sql`j.id` },
    state: { by: sql`j.state` },
    health: { by: sql`j.health` },
    priority: { by: sql`j.priority` },
    healthCheck: { by: sql`j.health_check` },
    submitTime: { by: sql`j.submit_time` },
    startTime: { by: sql`r.start_time` },
    endTime: { by: sql`j.end_time` },
    deviceType: { by: sql`j.device_type` },
    device: { by: sql`r.device` },
    submitterId: { by: sql`j.submitter` },
    failureTag: {
      by: sql`t.name`,
      some: (condition) =>
        sql<boolean>`exists (select from job_failure_tags f join failure_tags t on t.id = f.tag_id
          where f.job_id = j.id and ${condition})`,
    },
    targetGroup: {
      by: sql`g.target_group::text`,
      some: (condition) =>
        sql<boolean>`exists (select from multinode_jobs n join multinode_groups g on g.id = n.group_id
          where n.job_id = j.id and ${condition})`,
    },
    error: { by: sql`case when j.error_kind <> 'canceled' then j.error_message end` },
    description: { by: sql`a.description`, some: request },
    definition: text(actor, 'definition'),
    originalDefinition: text(actor, 'original_definition'),
    submitter: {
      by: sql`u.username`,
      some: (condition) =>
        sql<boolean>`exists (select from users u where u.id = j.submitter and ${condition})`,
    },
    /** Who is in which group is for its members to know. */
    groupOfSubmitter: {
      by: sql`g.name`,
      some: (condition) =>
        sql<boolean>`exists (select from group_members m join groups g on g.id = m.group_id where m.user_id = j.submitter
          and (${actor?.admin === true} or g.id = any(${actor?.groups ?? []}::bigint[])) and ${condition})`,
    },
    viewingGroup: {
      by: sql`g.name`,
      some: (condition) =>
        sql<boolean>`exists (select from groups g where g.id = any(j.viewing_groups) and ${condition})`,
    },
    viewingGroupId: {
      by: sql`g.id`,
      some: (condition) =>
        sql<boolean>`exists (select from unnest(j.viewing_groups) g (id) where ${condition})`,
    },
    tag: {
      by: sql`t.name`,
      some: (condition) =>
        sql<boolean>`exists (select from demands m, unnest(m.tags) t (name) where m.id = j.demand_id and ${condition})`,
    },
    tagId: {
      by: sql`t.id`,
      some: (condition) =>
        sql<boolean>`exists (select from demands m join tags t on t.name = any(m.tags) where m.id = j.demand_id and ${condition})`,
    },
  },
});

export interface WholeJobRow {
  id: number;
  description: string;
  state: JobState;
  health: JobHealth;
  priority: number;
  submitterId: number;
  submitter: string;
  visibility: 'public' | 'personal' | 'group';
  queueTimeout: number | null;
  /** Of a MultiNode job: its group, and how it is called in it. */
  targetGroup: string | null;
  subId: string | null;
  viewingGroups: number[];
  healthCheck: boolean;
  deviceType: string | null;
  device: string | null;
  tags: number[];
  submitTime: Date;
  startTime: Date | null;
  endTime: Date | null;
  error: string | null;
  /** Somebody ended it. */
  canceled: boolean;
  /** Numbers. */
  failureTags: number[];
  definition: string;
  originalDefinition: string;
}

/** Jobs with their texts, in the order of the ids; those that are gone are left out. */
export async function wholeJobs(q: Queries, ids: readonly number[]): Promise<WholeJobRow[]> {
  if (ids.length === 0) return [];
  const rows: WholeJobRow[] = await jobsWithRuns(q)
    .innerJoin('job_definitions as d', 'd.hash', 'a.definition')
    .innerJoin('job_definitions as o', 'o.hash', 'a.original_definition')
    .leftJoin('multinode_jobs as n', 'n.job_id', 'j.id')
    .leftJoin('multinode_groups as g', 'g.id', 'n.group_id')
    .select([
      'j.id',
      'a.description',
      'j.state',
      'j.health',
      'j.priority',
      'j.submitter as submitterId',
      'u.username as submitter',
      'j.visibility',
      'j.queue_timeout as queueTimeout',
      'g.target_group as targetGroup',
      sql<string | null>`g.first_job || '.' || n.sub_id`.as('subId'),
      'j.viewing_groups as viewingGroups',
      'j.health_check as healthCheck',
      'j.device_type as deviceType',
      'r.device',
      'j.submit_time as submitTime',
      'r.start_time as startTime',
      'j.end_time as endTime',
      'd.text as definition',
      'o.text as originalDefinition',
      sql<
        number[]
      >`case when m.tags = '{}' then '{}' else array(select t.id from tags t where t.name = any(m.tags) order by t.id) end`.as(
        'tags',
      ),
      sql<string | null>`case when j.error_kind <> 'canceled' then j.error_message end`.as('error'),
      sql<boolean>`j.error_kind is not distinct from 'canceled'`.as('canceled'),
      sql<number[]>`array(select f.tag_id from job_failure_tags f where f.job_id = j.id order by 1)`.as(
        'failureTags',
      ),
    ])
    .where(sql<boolean>`j.id = any(${ids}::bigint[])`)
    .execute();
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

export function countFound(
  q: Queries,
  actor: Actor | null,
  visible: RawBuilder<boolean>,
  filters: FindRequest['filters'],
): Promise<number> {
  const jobs = jobsFor(actor);
  return countMatching(q, jobs, sql<boolean>`${visible} and ${matching(jobs, filters)}`);
}

/** Numbers of jobs, with the bytes of their texts. */
export function findJobIds(
  q: Queries,
  actor: Actor | null,
  visible: RawBuilder<boolean>,
  wanted: FindRequest,
): Promise<{ id: number; bytes: number }[]> {
  const bytes = sql`(select octet_length(d.text) + octet_length(o.text) from job_requests a
    join job_definitions d on d.hash = a.definition join job_definitions o on o.hash = a.original_definition
    where a.job_id = j.id) as bytes`;
  const jobs = jobsFor(actor);
  const where = sql<boolean>`${visible} and ${matching(jobs, wanted.filters)}`;
  return readMatching(q, { ...jobs, select: sql`j.id, ${bytes}` }, where, wanted);
}
