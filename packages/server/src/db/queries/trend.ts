// SPDX-License-Identifier: Apache-2.0
import type { JobQuery } from '@lava/protocol/api/jobs.ts';
import type { TrendQuery } from '@lava/protocol/api/trend.ts';
import type { Verdict } from '@lava/protocol/record/verdict.ts';
import { sql } from 'kysely';
import type { Actor } from '../../rights/permissions.ts';
import type { Queries } from '../database.ts';
import { jobsOf, withUserIds } from './job-lists.ts';
import { asksForResults, hasResults, isSuite } from './job-results.ts';

export interface CaseOfJob {
  run_id: number;
  result: Verdict;
  measurement: number | null;
  units: string | null;
  job: number;
  time: Date;
  device: string | null;
}

/**
 * A case in the newest jobs that have it, fit and may be seen by the actor, each once for each time it was reported. Nothing
 * of other jobs counts, also not where a page ends.
 * @param before only of runs before this one
 */
export async function casesOfJobs(
  q: Queries,
  actor: Actor | null,
  asked: JobQuery,
  { suite, case: name, set, limit }: Pick<TrendQuery, 'suite' | 'case' | 'set' | 'limit'>,
  before: number | undefined,
): Promise<CaseOfJob[]> {
  const query = await withUserIds(q, { ...asked, sort: 'id' as const });
  const { rows: jobs } = await jobsOf(q, actor, query);
  const fitting = asksForResults(query) ? jobs.where(hasResults(query)) : jobs;
  // One look for each case, by keys: PostgreSQL would read all jobs first.
  const ofCase = fitting
    .clearSelect()
    .select(['j.id as job', 'j.submit_time as time', 'r.device'])
    .where(sql<boolean>`j.id = (select x.job_id from runs x where x.id = c.run_id) and r.id = c.run_id`)
    .limit(1);
  const { rows } = await sql<CaseOfJob>`
    select c.run_id, c.result, c.measurement::float8 as measurement, c.units, v.job, v.time, v.device from results c
      join suites s on s.run_id = c.run_id and s.id = c.suite_id and ${isSuite(suite)}
      join lateral ${ofCase} v on true
    where hashtext(c.name) = hashtext(${name}) and c.name = ${name}
      and ${set === undefined ? sql`true` : sql`c.set_name = ${set}`}
      and ${before === undefined ? sql`true` : sql`c.run_id < ${before}`}
    order by c.run_id desc limit ${limit}`.execute(q);
  return rows;
}
