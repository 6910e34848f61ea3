// SPDX-License-Identifier: Apache-2.0
import { MAX_PAIRS, type Pairs } from '@lava/protocol/wire/group-call.ts';
import { sql } from 'kysely';
import type { Queries } from '../database.ts';

/** What the jobs of a group say to each other. */

export interface CallingMember {
  group: number;
  job: number;
  subId: string;
  role: string;
  worker: string | null;
  over: boolean;
}

/** All jobs of the job's group, in their order; those that were deleted are left out. */
export async function callersOf(q: Queries, job: number): Promise<CallingMember[]> {
  const { rows } = await sql<CallingMember>`
    select g.id as "group", m.job_id as job, g.first_job || '.' || m.sub_id as "subId", m.role, r.worker,
      j.state = 'finished' as over
    from multinode_jobs own join multinode_groups g on g.id = own.group_id join multinode_jobs m on m.group_id = g.id
      join jobs j on j.id = m.job_id left join runs r on r.id = j.run_id
    where own.job_id = ${job} order by m.sub_id`.execute(q);
  return rows;
}

type Sender = Pick<CallingMember, 'group' | 'job'>;

/** Adds pairs to what the job has sent by this name; false when that would be too much. Nothing the second time. */
export async function addMessage(
  q: Queries,
  { group, job }: Sender,
  { name, pairs }: { name: string; pairs: Pairs },
  most: number,
): Promise<boolean> {
  const text = JSON.stringify(pairs);
  const { rows } = await sql<{ fits: boolean }>`
    with known as (select count(*) filter (where name <> ${name}) as names,
        coalesce(jsonb_agg(pairs) filter (where name = ${name}) -> 0, '{}') || ${text}::jsonb as pairs
      from multinode_messages where group_id = ${group} and job_id = ${job}),
    fit as (select *, names < ${most} and (select count(*) <= ${MAX_PAIRS} from jsonb_object_keys(pairs)) as fits from known),
    done as (insert into multinode_messages as m (group_id, name, job_id, pairs)
      select ${group}, ${name}, ${job}, pairs from fit where fits
      on conflict (group_id, name, job_id) do update set pairs = excluded.pairs where m.pairs <> excluded.pairs)
    select fits from fit`.execute(q);
  return rows[0]?.fits === true;
}

/** By the job that sent them. */
export async function messagesOf(q: Queries, group: number, name: string): Promise<Map<number, Pairs>> {
  const rows = await q
    .selectFrom('multinode_messages')
    .select(['job_id', 'pairs'])
    .where('group_id', '=', group)
    .where('name', '=', name)
    .orderBy('job_id')
    .execute();
  return new Map(rows.map(({ job_id, pairs }) => [job_id, pairs]));
}

/** The job has come so many times; false when it has come to too many. Nothing the second time. */
export async function comeToMeeting(
  q: Queries,
  { group, job }: Sender,
  { name, times }: { name: string; times: number },
  most: number,
): Promise<boolean> {
  const { rows } = await sql<{ fits: boolean }>`
    with fit as (select count(*) < ${most} as fits from multinode_meetings
      where group_id = ${group} and job_id = ${job} and name <> ${name}),
    done as (insert into multinode_meetings as m (group_id, name, job_id, times)
      select ${group}, ${name}, ${job}, ${times} from fit where fits
      on conflict (group_id, name, job_id) do update set times = excluded.times where m.times < excluded.times)
    select fits from fit`.execute(q);
  return rows[0]?.fits === true;
}

/** How many times each job has come. */
export async function meetingOf(q: Queries, group: number, name: string): Promise<Map<number, number>> {
  const rows = await q
    .selectFrom('multinode_meetings')
    .select(['job_id', 'times'])
    .where('group_id', '=', group)
    .where('name', '=', name)
    .execute();
  return new Map(rows.map(({ job_id, times }) => [job_id, times]));
}
