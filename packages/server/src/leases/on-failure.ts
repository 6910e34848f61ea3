// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import { assertMayLease, assertWithinQuota } from '../accounts/lease-quota.ts';
import { change } from '../audit/change.ts';
import type { Database, Queries } from '../db/database.ts';
import { askFailureHold, failureHold, runOf } from '../db/queries/failure-holds.ts';
import { type LockedJob, lockJob } from '../db/queries/job-state.ts';
import { accessOfJobs } from '../db/queries/jobs.ts';
import type { LeaseRules } from '../rights/leases.ts';
import { type Actor, mayChangeJob, maySeeJob } from '../rights/permissions.ts';
import { forbidden, notFound } from '../rights/refusals.ts';
import { assertFree } from './ask.ts';

/**
 * Says of a job that runs whether its board is held if it fails, whatever its definition says. It is then the lease of who
 * asked for it last.
 * @param seconds null: it is not held
 * @throws LavaError `not-found`, `forbidden`, `request-invalid` for longer than the lab allows, `conflict` when the job does not
 * run, beyond a quota, or where the device is booked
 */
export async function holdOnFailure(
  db: Database,
  actor: Actor | null,
  id: number,
  seconds: number | null,
  rules: LeaseRules,
): Promise<void> {
  await db.transaction(async (q) => {
    const row = await lockJob(q, id);
    const access = (await accessOfJobs(q, [id])).get(id);
    if (!row || !access || !maySeeJob(actor, access)) throw notFound('job', id);
    if (!actor || !mayChangeJob(actor, access)) throw forbidden(actor, 'change this job');
    await assertHoldable(q, row);
    if (seconds !== null) await assertPossible(q, actor, row, seconds, rules);
    const known = await failureHold(q, id);
    await askFailureHold(q, id, { seconds: seconds ?? 0, holder: actor.id });
    const by = { actor: actor.username, kind: 'job', object: String(id) } as const;
    await change(q, by, { 'hold on failure': known?.seconds || null }, { 'hold on failure': seconds });
  });
}

async function assertHoldable(q: Queries, { id, state, exit_records, leased }: LockedJob): Promise<void> {
  if (state !== 'running' || exit_records !== null)
    throw new LavaError(
      'conflict',
      `job ${id} is ${state === 'running' ? 'over' : state}: this can be said while it runs`,
      { hint: 'before, its definition says it: `hold_on_failure: 30m`' },
    );
  if (leased)
    throw new LavaError('conflict', `the board of job ${id} is held already`, {
      hint: `lava leases extend ${id} 30m, or lava leases end ${id}`,
    });
  if ((await runOf(q, id)).foreign)
    throw new LavaError('conflict', `job ${id} runs on a worker of LAVA, which holds no boards`);
}

async function assertPossible(
  q: Queries,
  actor: Actor,
  { id, device }: LockedJob,
  seconds: number,
  rules: LeaseRules,
): Promise<void> {
  await assertMayLease(q, actor, rules, seconds);
  await assertWithinQuota(q, actor, rules, seconds);
  const { left } = await runOf(q, id);
  if (device !== null) await assertFree(q, device, { from: 0, seconds: left + seconds });
}
