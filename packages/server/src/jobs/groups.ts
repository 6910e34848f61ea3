// SPDX-License-Identifier: Apache-2.0
import { LavaError, serializeError } from '@lava/protocol/error/error.ts';
import type { Database, Queries } from '../db/database.ts';
import { audit } from '../db/queries/audit.ts';
import { type LockedJob, lockJob } from '../db/queries/job-state.ts';
import { failedGroups, setGroupEnded } from '../db/queries/multinode.ts';
import { moveJob } from '../db/queries/transition.ts';
import { nextJob } from '../domain/job.ts';
import { finish } from './lifecycle.ts';

/** Ends a job before its time, immediately or as soon as its worker has. False when it is over, or about to be. */
export async function endEarly(q: Queries, job: LockedJob, reason: string): Promise<boolean> {
  const next = nextJob(job.state, 'cancel');
  if (!next) return false;
  if (next.state === 'finished')
    return (await finish(q, job, 'cancel', serializeError(new LavaError('canceled', reason)))) !== false;
  await moveJob(q, job.id, 'cancel', { cancel_reason: reason });
  return true;
}

/**
 * Ends the other jobs of groups of which an essential job did not complete, or one was canceled. Whoever does this may die
 * in the middle: the next one ends the rest.
 */
export async function endFailedGroups(db: Database): Promise<void> {
  for (const { id, sub_id, role, jobs, cancel_reason, error_message } of await db.run(failedGroups)) {
    const why = cancel_reason ?? error_message ?? 'it did not complete';
    const reason = `the group ends with job ${sub_id}, role ${role}: ${why}`.slice(0, 2_000);
    for (const job of jobs)
      await db.transaction(async (q) => {
        const row = await lockJob(q, job);
        if (!row || !(await endEarly(q, row, reason))) return;
        await audit(q, {
          actor: '<scheduler>',
          kind: 'job',
          object: job,
          action: 'cancel',
          old: row.state,
          reason,
        });
      });
    await db.run((q) => setGroupEnded(q, id));
  }
}
