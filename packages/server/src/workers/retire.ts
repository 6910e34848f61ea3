// SPDX-License-Identifier: Apache-2.0
import { LavaError, serializeError } from '@lava/protocol/error/error.ts';
import type { Database } from '../db/database.ts';
import { audit } from '../db/queries/audit.ts';
import { jobsOfWorker, lockRun } from '../db/queries/job-state.ts';
import { finish } from '../jobs/lifecycle.ts';

/**
 * Ends the jobs of a worker that was retired: it may not link any more, so nobody would ever hear how they end. Those
 * that were to be canceled are canceled.
 *
 * @param actor who retired it
 */
export async function endJobsOfRetired(db: Database, worker: string, actor: string): Promise<void> {
  const reason = `worker ${worker} was retired by ${actor}`;
  for (const { id } of await db.run((q) => jobsOfWorker(q, worker))) {
    await db.transaction(async (q) => {
      const row = await lockRun(q, id);
      if (row?.worker !== worker) return;
      const ended = await finish(q, row, 'give-up', serializeError(new LavaError('worker-lost', reason)));
      if (ended === 'finished')
        await audit(q, { actor, kind: 'job', object: row.id, action: 'fail', old: row.state, reason });
    });
  }
}
