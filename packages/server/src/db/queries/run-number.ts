// SPDX-License-Identifier: Apache-2.0
import type { JobState } from '@lava/protocol/api/jobs.ts';
import { attemptOf, jobOf, runNumber } from '@lava/protocol/wire/run-number.ts';
import { type RawBuilder, sql } from 'kysely';

/** Runs by the numbers that workers, and logs, have for them; protocol/wire/run-number.ts. */

const STEP = sql.lit(runNumber(0, 2));

/** Of run `r` of job `j`: the job's, or finished for one that is over, of which nothing is wanted whatever the job does. */
export const stateOfRun =
  sql<JobState>`case when j.run_id = r.id and j.state <> 'submitted' then j.state else 'finished' end`.as(
    'state',
  );

export function numberOfRun(run: string): RawBuilder<number> {
  return sql<number>`(${sql.ref(`${run}.job_id`)} + (${sql.ref(`${run}.attempt`)} - 1) * ${STEP}::bigint)`;
}

/** Whether the run is one of these. By its key: numbers of jobs and attempts side by side. */
export function runsOfNumbers(run: string, numbers: readonly number[]): RawBuilder<boolean> {
  const [jobs, attempts] = [numbers.map(jobOf), numbers.map(attemptOf)];
  return sql<boolean>`(${sql.ref(`${run}.job_id`)}, ${sql.ref(`${run}.attempt`)}) in (
    select * from unnest(${jobs}::bigint[], ${attempts}::int[]))`;
}

/** The same against a column of numbers. */
export function isRunOfNumber(run: string, number: RawBuilder<unknown>): RawBuilder<boolean> {
  return sql<boolean>`${sql.ref(`${run}.job_id`)} = ${number} % ${STEP}::bigint
    and ${sql.ref(`${run}.attempt`)} = 1 + ${number} / ${STEP}::bigint`;
}
