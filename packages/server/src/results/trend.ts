// SPDX-License-Identifier: Apache-2.0
import { JobQuery } from '@lava/protocol/api/jobs.ts';
import type { Trend, TrendPoint, TrendQuery } from '@lava/protocol/api/trend.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { median } from '@lava/protocol/trend/summary.ts';
import type { Database } from '../db/database.ts';
import { type CaseOfJob, casesOfJobs } from '../db/queries/trend.ts';
import { search } from '../db/search.ts';
import { narrowed } from '../jobs/filter.ts';
import type { Actor } from '../rights/permissions.ts';
import { worst } from './changes.ts';

/** A test case over time, in jobs that fit and that the actor may see. */
export async function trend(db: Database, actor: Actor | null, query: TrendQuery): Promise<Trend> {
  const jobs = narrowed({ ...JobQuery.parse({}), ...(query.filter && { filter: query.filter }) });
  if (!jobs) return { items: [], next: null };
  const cases = await search(db, actor, (q) => casesOfJobs(q, actor, jobs, query, runOf(query.after)));
  const last = cases.at(-1)?.run_id;
  const full = cases.length === query.limit;
  // The last run may have more of them than are here; when it is the only one, it counts as it is.
  const whole = full && cases[0]?.run_id !== last ? cases.filter(({ run_id }) => run_id !== last) : cases;
  const byRun = Map.groupBy(whole, ({ run_id }) => run_id);
  const next = whole.at(-1)?.run_id;
  return {
    items: [...byRun.values()].map(pointOf),
    next: full && next !== undefined ? String(next) : null,
  };
}

/** @param reported of one job */
function pointOf(reported: readonly CaseOfJob[]): TrendPoint {
  const { job, time, device } = reported[0] as CaseOfJob;
  const measured = reported.filter(({ measurement }) => measurement !== null && Number.isFinite(measurement));
  const units = measured[0]?.units ?? null;
  const values = measured.flatMap((one) => (one.units === units ? [one.measurement as number] : []));
  return {
    ...{ job, time: time.toISOString(), device: device ?? '', units },
    result: worst(reported.map(({ result }) => result)),
    measurement: values.length === 0 ? null : median(values),
  };
}

function runOf(after: string | undefined): number | undefined {
  if (after === undefined) return undefined;
  if (/^\d{1,15}$/.test(after)) return Number(after);
  throw new LavaError('request-invalid', 'after: this list did not give it', {
    where: { path: ['after'] },
    hint: 'send `next` of the page before, or leave it out for the first page',
  });
}
