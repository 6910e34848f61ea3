// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import { change } from '../audit/change.ts';
import type { Database } from '../db/database.ts';
import { lockJob, setPriority } from '../db/queries/job-state.ts';
import { accessOfJobs } from '../db/queries/jobs.ts';
import { type Actor, mayChangeJob, maySeeJob } from '../rights/permissions.ts';
import { forbidden, notFound } from '../rights/refusals.ts';

/**
 * Moves a job that waits to another place in the queue; among those of its new priority it keeps its age.
 * @throws LavaError `not-found`, `forbidden`, `conflict` when it waits no more
 */
export async function changePriority(
  db: Database,
  actor: Actor | null,
  id: number,
  priority: number,
): Promise<void> {
  await db.transaction(async (q) => {
    const row = await lockJob(q, id);
    const access = (await accessOfJobs(q, [id])).get(id);
    if (!row || !access || !maySeeJob(actor, access)) throw notFound('job', id);
    if (!actor || !mayChangeJob(actor, access)) throw forbidden(actor, 'change this job');
    if (row.state !== 'submitted')
      throw new LavaError(
        'conflict',
        `job ${id} is ${row.state}: only a job that waits has a place in the queue`,
      );
    await setPriority(q, id, priority);
    const by = { actor: actor.username, kind: 'job', object: String(id) } as const;
    await change(q, by, { priority: row.priority }, { priority });
  });
}
