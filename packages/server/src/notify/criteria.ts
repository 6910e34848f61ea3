// SPDX-License-Identifier: Apache-2.0
import type { JobHealth } from '@lava/protocol/api/jobs.ts';
import type { DeliveryEvent } from '@lava/protocol/api/notifications.ts';
import type { Notify } from '@lava/protocol/job/notify.ts';
import type { Queries } from '../db/database.ts';
import type { NotifyingJob } from '../db/queries/notices.ts';
import { allHave, type Compared, comparedWithPrevious } from './previous.ts';

/** Whether somebody is to be notified about this. */
export async function isMet(
  q: Queries,
  job: NotifyingJob,
  { criteria, compare }: Notify,
  event: DeliveryEvent,
): Promise<boolean> {
  const { status, type, dependency_query: others } = criteria;
  if (!reaches(status, event, job.health)) return false;
  if (type !== undefined) {
    const compared = event === 'finished' ? await comparedWithPrevious(q, job, compare) : undefined;
    if (!compared || directionOf(job.health, compared) !== type) return false;
  }
  return others === undefined || allHave(q, job, status, others);
}

/** Whether the status that somebody waits for is reached by this. */
export function reaches(
  status: Notify['criteria']['status'],
  event: DeliveryEvent,
  health: JobHealth,
): boolean {
  if (status === 'all') return true;
  if (status === 'running' || status === 'finished') return status === event;
  return event === 'finished' && status === health;
}

/** Better or worse than the job before: first by its outcome, then by its cases. */
export function directionOf(
  health: JobHealth,
  { previous, counts }: Pick<Compared, 'previous' | 'counts'>,
): 'progression' | 'regression' | undefined {
  if (health !== previous.health) return health === 'complete' ? 'progression' : 'regression';
  if (counts.broken > 0) return 'regression';
  return counts.fixed > 0 ? 'progression' : undefined;
}
