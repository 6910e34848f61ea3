// SPDX-License-Identifier: Apache-2.0
import type { Comparison } from '@lava/protocol/api/compare.ts';
import { JOB_HEALTHS, JOB_STATES, JobQuery } from '@lava/protocol/api/jobs.ts';
import { SavedQueryQuery } from '@lava/protocol/api/queries.ts';
import { readConditions } from '@lava/protocol/filter/lava-conditions.ts';
import type { Notify } from '@lava/protocol/job/notify.ts';
import type { Queries } from '../db/database.ts';
import { casesToCompare } from '../db/queries/compare.ts';
import { listJobs } from '../db/queries/job-lists.ts';
import type { NotifyingJob } from '../db/queries/notices.ts';
import { type PreviousJob, previousOfName } from '../db/queries/previous-job.ts';
import { listSavedQueries } from '../db/queries/saved-queries.ts';
import { getUser } from '../db/queries/users.ts';
import { narrowed } from '../jobs/filter.ts';
import { knownOf } from '../jobs/known-failures.ts';
import { changesBetween } from '../results/changes.ts';
import type { Actor } from '../rights/permissions.ts';

export interface Compared extends Pick<Comparison, 'counts' | 'items'> {
  previous: PreviousJob;
}

/** Cases of a job that are compared; what is beyond does not count. */
const MOST_CASES = 50_000;
/** Percent by which a measurement may differ. */
const PERCENT = 5;

/**
 * What became of each case since the job before: the last of the query that ended by itself and that the submitter may see, or the
 * submitter's last of the same name and device type. Undefined when there is none.
 */
export async function comparedWithPrevious(
  q: Queries,
  job: NotifyingJob,
  compare: Notify['compare'],
): Promise<Compared | undefined> {
  const previous = await previousJob(q, job, compare?.query);
  if (!previous) return undefined;
  const without = new Set(compare?.blacklist);
  const cases = async (id: number) =>
    (await casesToCompare(q, id, { suite: undefined, all: false }, MOST_CASES)).filter(
      ({ name, suite }) => !without.has(name) && !without.has(`${suite}/${name}`),
    );
  const find = await knownOf(q, job);
  const isKnown = (one: Parameters<typeof find>[0]) => find(one) !== undefined;
  return { previous, ...changesBetween(await cases(previous.id), await cases(job.id), PERCENT, isKnown) };
}

async function previousJob(
  q: Queries,
  job: NotifyingJob,
  query: NonNullable<Notify['compare']>['query'],
): Promise<PreviousJob | undefined> {
  if (!query) return previousOfName(q, job);
  const actor = (await getUser(q, job.username)) ?? null;
  const saved = 'conditions' in query ? undefined : await savedFilter(q, actor, query as Named);
  const asked = 'conditions' in query ? jobQuery(query.conditions) : saved && narrowed(saved);
  if (!asked) return undefined;
  const health = (asked.health ?? ['complete', 'incomplete']).filter(
    (one) => one === 'complete' || one === 'incomplete',
  );
  if (health.length === 0) return undefined;
  const { items } = await listJobs(q, actor, {
    ...asked,
    ...{ state: ['finished'], health, sort: '-id', limit: 1, before: job.id },
  });
  return items[0] && { id: items[0].id, health: items[0].health };
}

interface Named {
  username: string;
  name: string;
}

/** That of a saved query of an account or group, of which the submitter may see it; undefined where there is none. */
async function savedFilter(
  q: Queries,
  actor: Actor | null,
  { username: owner, name }: Named,
): Promise<JobQuery | undefined> {
  const query = SavedQueryQuery.parse({ limit: 1 });
  const [found] = (await listSavedQueries(q, actor, { ...query, owner, name })).items;
  return found && { ...JobQuery.parse({}), filter: found.filter };
}

/** Whether all jobs of the query, of those that the submitter may see, have the status too. */
export async function allHave(
  q: Queries,
  job: NotifyingJob,
  status: Notify['criteria']['status'],
  conditions: string,
): Promise<boolean> {
  const asked = jobQuery(conditions);
  if (!asked) return false;
  if (status === 'all') return true;
  const actor = (await getUser(q, job.username)) ?? null;
  const byState = status === 'running' || status === 'finished';
  const [field, words] = byState ? (['state', JOB_STATES] as const) : (['health', JOB_HEALTHS] as const);
  const other = ((asked[field] as readonly string[] | undefined) ?? words).filter((one) => one !== status);
  if (other.length === 0) return true;
  const { items } = await listJobs(q, actor, { ...asked, [field]: other, sort: '-id', limit: 2 } as JobQuery);
  return items.every(({ id }) => id === job.id);
}

/** Undefined for what cannot be asked for; a warning said so when the job was submitted. */
function jobQuery(conditions: unknown): JobQuery | undefined {
  try {
    return JobQuery.parse(readConditions(conditions, Date.now()));
  } catch {
    return undefined;
  }
}
