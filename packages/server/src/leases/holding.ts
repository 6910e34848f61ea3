// SPDX-License-Identifier: Apache-2.0

import { LavaError } from '@lava/protocol/error/error.ts';
import type { Holding } from '@lava/protocol/wire/hold-wish.ts';
import { assertMayLease, assertWithinQuota } from '../accounts/lease-quota.ts';
import type { Database, Queries } from '../db/database.ts';
import { fromNow, NOW } from '../db/now.ts';
import { audit } from '../db/queries/audit.ts';
import { failureHold } from '../db/queries/failure-holds.ts';
import { lockJob } from '../db/queries/job-state.ts';
import { insertLease, lockLease, lockLeases, moveLease, overdueLeases } from '../db/queries/leases.ts';
import { usersById } from '../db/queries/users.ts';
import { WORKER_STATES } from '../domain/job.ts';
import { endEarly } from '../jobs/groups.ts';
import type { LeaseRules } from '../rights/leases.ts';

/**
 * A job says that it holds its board: the time of its lease begins. A job that nobody asked for as a lease gets one, as far as
 * its submitter may have one more, or who asked for it while it ran: its definition has a hold, or it failed. May be repeated.
 */
export function jobHolds(
  db: Database,
  worker: string,
  { job, since, asked, failed }: Holding,
  rules: LeaseRules,
): Promise<void> {
  return db.transaction(async (q) => {
    await lockLeases(q);
    const row = await lockJob(q, job);
    const runs = WORKER_STATES.some((state) => state === row?.state);
    if (!row || row.worker !== worker || !runs) return;
    const known = await lockLease(q, job);
    const length = Math.max(1, Math.round(known?.asked ?? asked));
    const wanted = failed ? await failureHold(q, job) : undefined;
    // Not who withdrew it a moment too late.
    const holder = wanted?.seconds ? wanted.holder : row.submitter;
    const refusal = known ? undefined : await refusalOf(q, holder, length, rules);
    if (!known)
      await insertLease(q, {
        ...{ job_id: job, holder, asked: length, longest: length, idle: null, device: null },
        ...{ not_before: null, begin_time: null, until: null, end_time: null, end_reason: null, power: null },
      });
    await moveLease(q, job, 'hold', {
      begin_time: fromNow(-since * 1_000),
      until: fromNow((length - since) * 1_000),
    });
    if (refusal !== undefined) await moveLease(q, job, 'end', { end_reason: refusal, until: NOW });
  });
}

async function refusalOf(
  q: Queries,
  user: number,
  seconds: number,
  rules: LeaseRules,
): Promise<string | undefined> {
  const actor = (await usersById(q, [user])).get(user);
  try {
    if (!actor) return 'who asked for it has no account any more';
    await assertMayLease(q, actor, rules, seconds);
    await assertWithinQuota(q, actor, rules, seconds);
    return undefined;
  } catch (error) {
    if (error instanceof LavaError && error.code !== 'bug') return error.message;
    throw error;
  }
}

/** So long after its end a lease is not left to its job any more, seconds. */
const GRACE = 60;

/** Cancels the jobs of leases whose time was over a while ago, whatever their workers do; returns them. */
export async function endOverdueLeases(db: Database): Promise<number[]> {
  const ended: number[] = [];
  for (const job of await db.run((q) => overdueLeases(q, GRACE))) {
    const reason = 'the time of its lease is over';
    const done = await db.transaction(async (q) => {
      const row = await lockJob(q, job);
      await moveLease(q, job, 'end', { end_reason: reason });
      if (!row || !(await endEarly(q, row, reason))) return false;
      await audit(q, { actor: '<scheduler>', kind: 'job', object: job, action: 'cancel', reason });
      return true;
    });
    if (done) ended.push(job);
  }
  return ended;
}
