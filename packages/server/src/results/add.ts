// SPDX-License-Identifier: Apache-2.0
import { type AddedResults, type AddResults, MAX_ADDED } from '@lava/protocol/api/added-results.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { ADDED_BY, FIRST_ADDED } from '@lava/protocol/record/added.ts';
import { runNumber } from '@lava/protocol/wire/run-number.ts';
import type { Database } from '../db/database.ts';
import { audit } from '../db/queries/audit.ts';
import { lockJob } from '../db/queries/job-state.ts';
import { accessOfJobs } from '../db/queries/jobs.ts';
import { insertResults, nextAdded } from '../db/queries/log-chunks.ts';
import { type Actor, mayReadSecrets, maySeeJob } from '../rights/permissions.ts';
import { forbidden, notFound } from '../rights/refusals.ts';

/**
 * Results of tests that did not run on the board, of the newest attempt at a job; also after it ended. By its submitter and
 * admins. They do not change how the job went.
 * @throws LavaError `conflict` for a job that has not started, or has as many as it may have
 */
export function addResults(
  db: Database,
  actor: Actor | null,
  id: number,
  { suite, cases }: AddResults,
): Promise<AddedResults> {
  return db.transaction(async (q) => {
    const row = await lockJob(q, id);
    const access = (await accessOfJobs(q, [id])).get(id);
    if (!row || !access || !maySeeJob(actor, access)) throw notFound('job', id);
    if (!actor || !mayReadSecrets(actor, access)) throw forbidden(actor, 'add results to this job');
    if (row.run_id === null || row.state === 'submitted')
      throw new LavaError('conflict', `job ${id} has not started: results belong to an attempt at it`);
    const first = await nextAdded(q, row.run_id, FIRST_ADDED);
    const added = first - FIRST_ADDED + cases.length;
    if (added > MAX_ADDED)
      throw new LavaError('conflict', `job ${id} may have ${MAX_ADDED} added results, this makes ${added}`);
    const logged = new Date().toISOString();
    await insertResults(
      q,
      cases.map(({ name, set, result, measurement, units, reference, metadata }, index) => ({
        ...{
          job_id: runNumber(id, row.attempt),
          record: first + index,
          suite,
          set_name: set ?? null,
          name,
          result,
        },
        ...{ measurement: measurement ?? null, units: units ?? null, reference: reference ?? null },
        ...{ start_record: null, end_record: null, logged },
        metadata: JSON.stringify({ ...metadata, [ADDED_BY]: actor.username }),
      })),
    );
    await audit(q, {
      ...{ actor: actor.username, kind: 'job', object: id, action: 'add results' },
      new: `${cases.length} of ${suite}`,
    });
    return { added };
  });
}
