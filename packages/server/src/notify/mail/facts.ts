// SPDX-License-Identifier: Apache-2.0
import { ResultQuery } from '@lava/protocol/api/jobs.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Database } from '../../db/database.ts';
import type { DeliveryRow } from '../../db/queries/deliveries.ts';
import { notifyingJob } from '../../db/queries/notices.ts';
import { results, suites } from '../../jobs/jobs.ts';
import { pathOf } from '../../results/source.ts';
import type { Actor } from '../../rights/permissions.ts';
import { comparedWithPrevious } from '../previous.ts';
import { notifyOf } from '../read-notify.ts';
import { toldOf } from '../told.ts';
import type { MailFacts } from './text.ts';

/** Who reads for the recipients whom the submitter chose. */
const READER: Actor = { id: 0, username: '<notifier>', admin: true, groups: [] };
const MOST_FAILED = 200;

/**
 * @param whole with its results; a line of a digest needs none
 * @throws LavaError when there is no such job any more
 */
export async function factsOf(db: Database, row: DeliveryRow, whole: boolean): Promise<MailFacts> {
  const { job_id } = row;
  const job = job_id === null ? undefined : await db.run((q) => notifyingJob(q, job_id));
  if (!job) throw new LavaError('not-found', `there is no job ${job_id} any more`);
  const notify = await notifyOf(job.definition);
  const { verbosity = 'quiet', compare } = notify ?? {};
  const bare = { job: toldOf(job, row.event), verbosity, suites: [], failed: [], compared: undefined };
  if (!whole || verbosity === 'status-only' || row.event !== 'finished') return bare;
  const query = ResultQuery.parse({ result: 'fail', limit: MOST_FAILED });
  const failed = verbosity === 'verbose' ? (await results(db, READER, job.id, query)).items : [];
  return {
    ...bare,
    suites: (await suites(db, READER, job.id)).items,
    failed: failed.map(pathOf),
    compared: compare ? await db.run((q) => comparedWithPrevious(q, job, compare)) : undefined,
  };
}
