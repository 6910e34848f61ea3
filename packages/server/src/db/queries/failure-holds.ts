// SPDX-License-Identifier: Apache-2.0
import { sql } from 'kysely';
import type { Queries } from '../database.ts';

/** Whether the board of a job is held if it fails; undefined where nobody said so. */
export function failureHold(q: Queries, job: number) {
  return q
    .selectFrom('failure_holds')
    .select(['seconds', 'holder', 'number'])
    .where('job_id', '=', job)
    .executeTakeFirst();
}

/** What somebody asks while the job runs; the job may take as much longer. For whoever holds the job's row. */
export async function askFailureHold(
  q: Queries,
  job: number,
  { seconds, holder }: { seconds: number; holder: number },
): Promise<void> {
  const known = await failureHold(q, job);
  const before = known && known.number > 0 ? known.seconds : 0;
  await q
    .insertInto('failure_holds')
    .values({ job_id: job, seconds, holder, number: 1 })
    .onConflict((c) =>
      c.column('job_id').doUpdateSet({ seconds, holder, number: sql<number>`failure_holds.number + 1` }),
    )
    .execute();
  await sql`update runs set deadline = deadline + make_interval(secs => ${seconds - before})
    where id = (select run_id from jobs where id = ${job})`.execute(q);
}

/** Of a job that runs: what is left of its time, seconds, and whether LAVA's own dispatcher runs it. */
export async function runOf(q: Queries, job: number): Promise<{ left: number; foreign: boolean }> {
  const { rows } = await sql<{ left: number; foreign: boolean }>`select r.link_token is not null as foreign,
      greatest(0, coalesce(a.time_limit, 0) - extract(epoch from now() - r.start_time))::float8 as left
    from jobs j join runs r on r.id = j.run_id join job_requests a on a.job_id = j.id where j.id = ${job}`.execute(
    q,
  );
  return rows[0] ?? { left: 0, foreign: false };
}
