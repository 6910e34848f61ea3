// SPDX-License-Identifier: Apache-2.0
import type { Queries } from '../db/database.ts';
import { type FairShareSettings, shareAccounts, shareTeams } from '../db/queries/fair-share.ts';
import { type Ask, jobsOfLevels, type NextJob, nextJobs, submittersOf } from '../db/queries/next-jobs.ts';
import type { InQueue } from '../domain/queue/in-turns.ts';
import { Shares } from '../domain/queue/shares.ts';

/** Jobs of one demand and priority up to which all of them are looked at. */
const WHOLE = 500;

/**
 * What a round by fair share looks at. Of a demand the first jobs by priority and age are enough for the devices that it fits,
 * with all others of the lowest priority among them, since these take turns. Where those are too many, or a group may come to
 * its cap so that jobs behind it get the devices, the first of each submitter are.
 *
 * @param others groups that wait, whose jobs take devices too
 * @returns in no order
 */
export async function fairQueue<A extends Ask>(
  q: Queries,
  { half_life }: FairShareSettings,
  asks: readonly A[],
  others: readonly InQueue[],
): Promise<{ asks: A[]; jobs: NextJob[]; shares: Shares }> {
  const sharesOf = async (queue: readonly { submitter: number }[]) => {
    const waiting = new Set([...queue, ...others].map(({ submitter }) => submitter));
    return new Shares(await shareAccounts(q, half_life, [...waiting]), await shareTeams(q));
  };
  const { jobs: first, long } = await withTies(q, asks, await nextJobs(q, asks, true));
  let looked = { asks: [...asks], jobs: first };
  // Each time around because of one more group at least.
  for (let split = long; ; ) {
    if (split.size > 0) looked = await ofEach(q, looked, split);
    const { jobs } = looked;
    const shares = await sharesOf(jobs);
    const near = shares.nearCap([...jobs.map(({ submitter }) => ({ submitter, devices: 1 })), ...others]);
    const together = jobs.filter(
      ({ ask, submitter }) => near.has(submitter) && looked.asks[ask]?.submitter === null,
    );
    if (together.length === 0) return { ...looked, shares };
    split = new Set(together.map(({ ask }) => ask));
  }
}

/** @returns the jobs with those of the same priority as the last of each demand, and the asks that have too many of these */
async function withTies(q: Queries, asks: readonly Ask[], jobs: NextJob[]) {
  const levels = [...Map.groupBy(jobs, ({ ask }) => ask)].flatMap(([ask, its]) => {
    const { id, submitter, most } = asks[ask] ?? { id: 0, submitter: null, most: 0 };
    const last = its.at(-1);
    return submitter === null && last && its.length >= most ? [{ ask, id, priority: last.priority }] : [];
  });
  const ties = Map.groupBy(await jobsOfLevels(q, levels, WHOLE), ({ ask }) => ask);
  const lowest = new Map(levels.map(({ ask, priority }) => [ask, priority]));
  const above = jobs.filter(({ ask, priority }) => priority !== lowest.get(ask));
  const long = [...ties].flatMap(([ask, its]) => (its.length >= WHOLE ? [ask] : []));
  return { jobs: [...above, ...[...ties.values()].flat()], long: new Set(long) };
}

/** With some asks asked by each submitter who has such jobs, instead of by all together. */
async function ofEach<A extends Ask>(
  q: Queries,
  { asks, jobs }: { asks: A[]; jobs: NextJob[] },
  split: ReadonlySet<number>,
): Promise<{ asks: A[]; jobs: NextJob[] }> {
  const byId = new Map([...split].flatMap((ask) => asks[ask] ?? []).map((ask) => [ask.id, ask]));
  const waiting = await submittersOf(q, [...byId.keys()]);
  const own = waiting.flatMap(({ demand, submitter }) => {
    const ask = byId.get(demand);
    return ask ? [{ ...ask, submitter }] : [];
  });
  const their = (await nextJobs(q, own)).map((job) => ({ ...job, ask: asks.length + job.ask }));
  return { asks: [...asks, ...own], jobs: [...jobs.filter(({ ask }) => !split.has(ask)), ...their] };
}
