// SPDX-License-Identifier: Apache-2.0

import type { Page } from '@lava/protocol/api/list.ts';
import type { Delivery, DeliveryQuery } from '@lava/protocol/api/notifications.ts';
import type { Database, Queries } from '../db/database.ts';
import { audit } from '../db/queries/audit.ts';
import { type DeliveryRow, listDeliveries, repeatDelivery } from '../db/queries/deliveries.ts';
import { accessOfJobs } from '../db/queries/jobs.ts';
import { type Actor, mayReadSecrets, maySeeJob } from '../rights/permissions.ts';
import { forbidden, hidden, notFound } from '../rights/refusals.ts';

/** What was sent about a job is for its submitter and admins: addresses of people and of services. */
export async function deliveries(
  db: Database,
  actor: Actor | null,
  job: number,
  query: DeliveryQuery,
): Promise<Page<Delivery>> {
  await db.run((q) => assertMay(q, actor, job, 'see whom this job notifies'));
  const { items, next } = await db.run((q) => listDeliveries(q, job, query));
  return { items: items.map(toDelivery), next };
}

/** Sends it once more, from the first attempt on. */
export async function repeat(db: Database, actor: Actor | null, job: number, id: number): Promise<Delivery> {
  return db.transaction(async (q) => {
    const known = await assertMay(q, actor, job, 'repeat what this job sent');
    const row = await repeatDelivery(q, job, id);
    if (!row) throw notFound('delivery', id);
    await audit(q, {
      ...{ actor: known.username, kind: 'job', object: job, action: 'repeat delivery' },
      new: `${row.kind} ${id}`,
    });
    return toDelivery(row);
  });
}

async function assertMay(q: Queries, actor: Actor | null, job: number, what: string): Promise<Actor> {
  const access = (await accessOfJobs(q, [job])).get(job);
  if (!access) throw notFound('job', job);
  if (!maySeeJob(actor, access)) throw hidden('job', job);
  if (!actor || !mayReadSecrets(actor, access)) throw forbidden(actor, what);
  return actor;
}

export function toDelivery(row: DeliveryRow): Delivery {
  const { id, event, kind, target, state, attempts, created, next_try, ended, status, answer, error } = row;
  return {
    ...{ id, event, kind, target, state, attempts, created: created.toISOString() },
    nextTry: state === 'waiting' ? next_try.toISOString() : null,
    ended: ended?.toISOString() ?? null,
    ...{ status, answer, error },
  };
}
