// SPDX-License-Identifier: Apache-2.0
import type { JobQuery } from '@lava/protocol/api/jobs.ts';
import type { TrendQuery } from '@lava/protocol/api/trend.ts';
import type { Verdict } from '@lava/protocol/record/verdict.ts';
import { sql } from 'kysely';
import type { Actor } from '../../rights/permissions.ts';
import type { Queries } from '../database.ts';
import { jobsOf, withUserIds } from './job-lists.ts';
import { asksForResults, hasResults, isSuite } from './job-results.ts';

export interface CaseOfRun {
  run_id: number;
  result: Verdict;
  measurement: number | null;
  units: string | null;
}

/** A case in the newest runs before run `before` that have it, each run once for each time it was reported. */
export async function casesOfRuns(
  q: Queries,
  { suite, case: name, set, limit }: Pick<TrendQuery, 'suite' | 'case' | 'set' | 'limit'>,
  before: number | undefined,
): Promise<CaseOfRun[]> {
  const { rows } = await sql<CaseOfRun>`
    select c.run_id, c.result, c.measurement::float8 as measurement, c.units from results c
      join suites s on s.run_id = c.run_id and s.id = c.suite_id and ${isSuite(suite)}
    where hashtext(c.name) = hashtext(${name}) and c.name = ${name}
      and ${set === undefined ? sql`true` : sql`c.set_name = ${set}`}
      and ${before === undefined ? sql`true` : sql`c.run_id < ${before}`}
    order by c.run_id desc limit ${limit}`.execute(q);
  return rows;
}

/** Of these runs those whose job fits and that the actor may see. */
export async function jobsOfRuns(
  q: Queries,
  actor: Actor | null,
  asked: JobQuery,
  runs: readonly number[],
): Promise<Map<number, { job: number; time: Date; device: string }>> {
  const query = await withUserIds(q, { ...asked, sort: 'id' as const });
  const { rows } = await jobsOf(q, actor, query);
  const fitting = asksForResults(query) ? rows.where(hasResults(query)) : rows;
  const found = await fitting
    .clearSelect()
    .select(['j.id as job', 'j.submit_time as time', 'r.id as run', 'r.device'])
    .where(sql<boolean>`r.id = any(${runs}::bigint[])`)
    .execute();
  return new Map(
    found.map(({ run, job, time, device }) => [run as number, { job, time, device: device ?? '' }]),
  );
}
