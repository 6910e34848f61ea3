// SPDX-License-Identifier: Apache-2.0

import type { Page } from '@lava/protocol/api/list.ts';
import type { Delivery, DeliveryQuery } from '@lava/protocol/api/notifications.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Database, Queries } from '../db/database.ts';
import { audit } from '../db/queries/audit.ts';
import {
  type DeliveryRow,
  listDeliveries,
  REPEAT,
  repeatDelivery,
  repeatedOfLate,
} from '../db/queries/deliveries.ts';
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

/** Sends it once more. */
export async function repeat(db: Database, actor: Actor | null, job: number, id: number): Promise<Delivery> {
  return db.transaction(async (q) => {
    const known = await assertMay(q, actor, job, 'repeat what this job sent');
    return toDelivery(await repeatOnce(q, known, { kind: 'job', object: job, of: { job_id: job } }, id));
  });
}

/** How many deliveries an account repeats in an hour. */
const MOST_REPEATED = 60;

interface Whose {
  kind: 'job' | 'subscription';
  object: number;
  of: Parameters<typeof repeatDelivery>[1];
}

/** Of a job or of a subscription that is theirs. @throws LavaError `too-many-requests`, `not-found` */
export async function repeatOnce(
  q: Queries,
  actor: Actor,
  { of, ...object }: Whose,
  id: number,
): Promise<DeliveryRow> {
  if ((await repeatedOfLate(q, actor)) >= MOST_REPEATED)
    throw new LavaError(
      'too-many-requests',
      `an account repeats at most ${MOST_REPEATED} deliveries in an hour`,
    );
  const row = await repeatDelivery(q, of, id);
  if (!row) throw notFound('delivery', id);
  await audit(q, { ...object, actor: actor.username, action: REPEAT, new: `${row.kind} ${id}` });
  return row;
}

export async function assertMay(q: Queries, actor: Actor | null, job: number, what: string): Promise<Actor> {
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
