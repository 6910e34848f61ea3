// SPDX-License-Identifier: Apache-2.0
import type { CompareQuery, Comparison } from '@lava/protocol/api/compare.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Database } from '../db/database.ts';
import { casesToCompare } from '../db/queries/compare.ts';
import { job } from '../jobs/jobs.ts';
import { knownOf } from '../jobs/known-failures.ts';
import type { Actor } from '../rights/permissions.ts';
import { changesBetween } from './changes.ts';

/** Cases of each job, which are held in memory. */
const MOST = 50_000;

/** @throws LavaError `not-found`, also when the actor may not see one of them; `too-large` */
export async function compareJobs(
  db: Database,
  actor: Actor | null,
  [before, after]: readonly [number, number],
  { suite, all, percent }: CompareQuery,
): Promise<Comparison> {
  const [, { deviceType, submitTime }] = await Promise.all([job(db, actor, before), job(db, actor, after)]);
  const find = await db.run((q) =>
    knownOf(q, { device_type: deviceType, submit_time: new Date(submitTime) }),
  );
  const [old, now] = await Promise.all([casesOf(before), casesOf(after)]);
  return { before, after, ...changesBetween(old, now, percent, (one) => find(one) !== undefined) };

  async function casesOf(id: number) {
    const rows = await db.run((q) => casesToCompare(q, id, { suite, all }, MOST + 1));
    if (rows.length > MOST)
      throw new LavaError('too-large', `job ${id} has more than ${MOST} cases`, {
        hint: 'compare one suite at a time',
      });
    return rows;
  }
}
