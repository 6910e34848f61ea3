// SPDX-License-Identifier: Apache-2.0
import type { ErrorData } from '@lava/protocol/error/error.ts';
import type { Queries } from '../db/database.ts';
import { audit } from '../db/queries/audit.ts';
import { demandAvoiding } from '../db/queries/demands.ts';
import { type LockedJob, updateRun } from '../db/queries/job-state.ts';
import { expiresAnew } from '../db/queries/queue.ts';
import { moveJob } from '../db/queries/transition.ts';

/**
 * Back into the queue, at its old place: priority and age stay. Its newest run stays the one that failed until it gets
 * another, so that the log can be read meanwhile. The run and its device are the caller's.
 */
export async function waitAgain(q: Queries, job: LockedJob, error: ErrorData): Promise<void> {
  if (job.run_id === null || job.device === null) return;
  await moveJob(q, job.id, 'retry', {
    demand_id: await demandAvoiding(q, job.demand_id, job.device),
    expires: expiresAnew(job.queue_timeout),
  });
  await updateRun(q, job.run_id, { failure: JSON.stringify(error) });
  await audit(q, {
    actor: '<scheduler>',
    kind: 'job',
    object: job.id,
    action: 'retry',
    old: `attempt ${job.attempt} on ${job.device}`,
    new: `attempt ${job.attempt + 1} of ${job.retries + 1}`,
    reason: error.message.slice(0, 1_000),
  });
}
