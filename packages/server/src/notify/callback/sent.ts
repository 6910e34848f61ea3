// SPDX-License-Identifier: Apache-2.0

import { MAX_PAGE } from '@lava/protocol/api/list.ts';
import { DeliveryQuery } from '@lava/protocol/api/notifications.ts';
import type { Database } from '../../db/database.ts';
import { listDeliveries } from '../../db/queries/deliveries.ts';
import { notifyingJob } from '../../db/queries/notices.ts';
import { job as getJob } from '../../jobs/jobs.ts';
import type { JobLogs } from '../../logs/job-logs.ts';
import type { Actor } from '../../rights/permissions.ts';
import { assertMay } from '../deliveries.ts';
import { callbacksOf, notifyOf } from '../read-notify.ts';
import { longParts } from './long-parts.ts';
import { asJson, payloadOf } from './payload.ts';

/**
 * What the first callback with a body is sent of a job that has ended, as JSON, made again from what is stored; undefined
 * for a job without one.
 * @throws LavaError `forbidden` for anybody but its submitter and admins
 */
export async function callbackBody(
  from: { db: Database; logs: JobLogs },
  actor: Actor | null,
  id: number,
): Promise<AsyncGenerator<string> | undefined> {
  await getJob(from.db, actor, id);
  const job = await from.db.run((q) => notifyingJob(q, id));
  const notify = job?.state === 'finished' ? await notifyOf(job.definition) : undefined;
  const callback = notify && callbacksOf(notify).find(({ method }) => method === 'POST');
  if (!job || !callback) return undefined;
  const { items } = await from.db.run((q) => listDeliveries(q, id, DeliveryQuery.parse({ limit: MAX_PAGE })));
  if (!items.some(({ kind }) => kind === 'callback')) return undefined;
  await from.db.run((q) => assertMay(q, actor, id, 'read what its callbacks are sent'));
  return asJson(await payloadOf(job), longParts(from, id, job.next_seq ?? 0, callback.dataset ?? 'minimal'));
}
