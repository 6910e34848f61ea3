// SPDX-License-Identifier: Apache-2.0
import { sql } from 'kysely';
import type { Queries } from '../database.ts';

/** The jobs that the scheduler looks at: of each demand the first. */

/** Jobs that ask the same, of all submitters or, where some devices are not for all, of one. */
export interface Ask {
  /** Of the demand. */
  id: number;
  submitter: number | null;
  /** How many it can get. */
  most: number;
}

export interface NextJob {
  id: number;
  ask: number;
  priority: number;
  submitTime: Date;
  /** 0 where nobody asked. */
  submitter: number;
}

/** The job is not a lease for a later time. */
const IS_DUE = sql`not exists (select from leases l where l.job_id = jobs.id and l.not_before > now())`;

/**
 * Of each as many jobs as it can get, in the order in which they are served over all; `ask` is a place in the list.
 * @param whose with submitters also where any will do; without, nothing but the index is read
 */
export async function nextJobs(q: Queries, asks: readonly Ask[], whose = false): Promise<NextJob[]> {
  if (asks.length === 0) return [];
  const submitter = whose ? sql`submitter` : sql`0`;
  const { rows } = await sql<NextJob>`select j.id, (m.n - 1)::int as ask, j.priority,
      j.submit_time as "submitTime", coalesce(m.submitter, j.submitter) as submitter
    from unnest(${asks.map(({ id }) => id)}::bigint[], ${asks.map(({ submitter }) => submitter)}::bigint[],
      ${asks.map(({ most }) => most)}::int[]) with ordinality m (id, submitter, most, n),
    lateral ((select id, priority, submit_time, ${submitter} as submitter from jobs where m.submitter is null and state = 'submitted'
        and demand_id = m.id and ${IS_DUE} order by priority desc, submit_time, id limit m.most)
      union all (select id, priority, submit_time, null from jobs where 0 + submitter = m.submitter and state = 'submitted'
        and demand_id = m.id and ${IS_DUE} order by priority desc, submit_time, id limit m.most)) j
    order by j.priority desc, j.submit_time, j.id`.execute(q);
  return rows;
}

/** All jobs of these demands that have exactly these priorities, by age; of each at most so many. */
export async function jobsOfLevels(
  q: Queries,
  levels: readonly { ask: number; id: number; priority: number }[],
  most: number,
): Promise<NextJob[]> {
  if (levels.length === 0) return [];
  const column = <K extends 'ask' | 'id' | 'priority'>(key: K) => levels.map((level) => level[key]);
  const { rows } = await sql<NextJob>`
    select j.id, m.ask, m.priority, j.submit_time as "submitTime", j.submitter
    from unnest(${column('ask')}::int[], ${column('id')}::bigint[], ${column('priority')}::int[]) m (ask, id, priority),
    lateral (select id, submit_time, submitter from jobs where state = 'submitted' and demand_id = m.id
      and priority = m.priority and ${IS_DUE} order by submit_time, id limit ${most}) j`.execute(q);
  return rows;
}

/** Whose jobs wait with these demands. Costs by the submitters, not by their jobs. */
export async function submittersOf(
  q: Queries,
  demands: readonly number[],
): Promise<{ demand: number; submitter: number }[]> {
  const { rows } = await sql<{ demand: number; submitter: number }>`
    with recursive found (demand, submitter) as (
      select m.id, (select min(0 + submitter) from jobs where demand_id = m.id and state = 'submitted')
        from unnest(${demands}::bigint[]) m (id)
      union all select demand, (select min(0 + submitter) from jobs j where j.demand_id = f.demand and j.state = 'submitted'
        and 0 + j.submitter > f.submitter) from found f where f.submitter is not null)
    select demand, submitter from found where submitter is not null`.execute(q);
  return rows;
}
