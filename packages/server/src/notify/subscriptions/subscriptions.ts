// SPDX-License-Identifier: Apache-2.0
import { JobQuery } from '@lava/protocol/api/jobs.ts';
import type { Page } from '@lava/protocol/api/list.ts';
import type {
  AddSubscription,
  NewSubscription,
  Subscription,
  SubscriptionDelivery,
  SubscriptionDeliveryQuery,
  SubscriptionQuery,
} from '@lava/protocol/api/subscriptions.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Database, Queries } from '../../db/database.ts';
import { audit } from '../../db/queries/audit.ts';
import type { DeliveryRow } from '../../db/queries/deliveries.ts';
import { groupIdOf } from '../../db/queries/groups.ts';
import {
  deleteSubscription,
  getSubscription,
  insertSubscription,
  listMessages,
  listSubscriptions,
  MOST_OF_USER,
  type SubscriptionRow,
} from '../../db/queries/subscriptions.ts';
import { narrowed } from '../../jobs/filter.ts';
import { visibleJobs } from '../../jobs/visible.ts';
import type { Actor } from '../../rights/permissions.ts';
import { notFound, signIn } from '../../rights/refusals.ts';
import { repeatOnce, toDelivery } from '../deliveries.ts';
import { newSecret } from './signature.ts';
import { shownTarget } from './target.ts';

/** Who is notified of jobs that end. A subscription is its account's, or all members' of its group; admins see each. */

export async function subscriptions(
  db: Database,
  actor: Actor | null,
  query: SubscriptionQuery,
): Promise<Page<Subscription>> {
  if (!actor) throw signIn();
  const { items, next } = await db.run((q) => listSubscriptions(q, actor, query));
  return { items: items.map(toSubscription), next };
}

export function subscription(db: Database, actor: Actor | null, id: number): Promise<Subscription> {
  return db.run(async (q) => toSubscription((await own(q, actor, id)).row));
}

/** @throws LavaError `too-large`, `not-found` for a group that they are not in, `request-invalid` for a filter */
export async function addSubscription(
  db: Database,
  actor: Actor | null,
  asked: AddSubscription,
): Promise<NewSubscription> {
  if (!actor) throw signIn();
  assertEnds(asked.filter);
  const { name, filter, kind, every } = asked;
  const secret = kind === 'webhook' ? (asked.secret ?? newSecret()) : kind === 'matrix' ? asked.secret : null;
  return db.transaction(async (q) => {
    const id = await insertSubscription(q, {
      ...{ user_id: actor.id, group_id: await groupOf(q, actor, asked.group) },
      ...{ name, filter, kind, every, secret },
      url: 'url' in asked ? asked.url : null,
      room: 'room' in asked ? asked.room : null,
    });
    if (id === undefined)
      throw new LavaError(
        'too-large',
        `there are ${MOST_OF_USER} subscriptions of yours, or too many in all`,
        {
          hint: 'delete those that nobody reads',
        },
      );
    await audit(q, { ...entry(actor, id), action: 'add', new: `${kind}: ${filter}` });
    const made = toSubscription((await getSubscription(q, id)) as SubscriptionRow);
    return { ...made, secret: kind === 'webhook' && asked.secret === undefined ? secret : null };
  });
}

export function removeSubscription(db: Database, actor: Actor | null, id: number): Promise<void> {
  return db.transaction(async (q) => {
    const { actor: known, row } = await own(q, actor, id);
    await deleteSubscription(q, id);
    await audit(q, { ...entry(known, id), action: 'remove', old: `${row.kind}: ${row.filter}` });
  });
}

export async function messages(
  db: Database,
  actor: Actor | null,
  id: number,
  query: SubscriptionDeliveryQuery,
): Promise<Page<SubscriptionDelivery>> {
  const { items, next } = await db.run(async (q) => {
    await own(q, actor, id);
    return listMessages(q, id, query);
  });
  return { items: await withJobs(db, actor, items), next };
}

export async function repeat(
  db: Database,
  actor: Actor | null,
  id: number,
  delivery: number,
): Promise<SubscriptionDelivery> {
  const again = await db.transaction(async (q) => {
    const { actor: known } = await own(q, actor, id);
    return repeatOnce(q, known, { kind: 'subscription', object: id, of: { subscription: id } }, delivery);
  });
  return (await withJobs(db, actor, [again]))[0] as SubscriptionDelivery;
}

async function withJobs(
  db: Database,
  actor: Actor | null,
  rows: readonly DeliveryRow[],
): Promise<SubscriptionDelivery[]> {
  const seen = await visibleJobs(db, actor, [...new Set(rows.flatMap(({ jobs }) => jobs))]);
  return rows.map((row) => {
    const { event: _, ...delivery } = toDelivery(row);
    return { ...delivery, jobs: row.jobs.filter((job) => seen.has(job)) };
  });
}

/** @throws LavaError `not-found`, also for one that is somebody else's */
async function own(
  q: Queries,
  actor: Actor | null,
  id: number,
): Promise<{ actor: Actor; row: SubscriptionRow }> {
  if (!actor) throw signIn();
  const row = await getSubscription(q, id);
  const theirs =
    row && (row.group_id === null ? row.user_id === actor.id : actor.groups.includes(row.group_id));
  if (!row || !(theirs || actor.admin)) throw notFound('subscription', id);
  return { actor, row };
}

async function groupOf(q: Queries, actor: Actor, name: string | undefined): Promise<number | null> {
  if (name === undefined) return null;
  const id = await groupIdOf(q, name);
  if (id === undefined || !(actor.admin || actor.groups.includes(id))) throw notFound('group', name);
  return id;
}

/** Only jobs that are over are reported. */
function assertEnds(filter: string): void {
  const query = filter === '' ? undefined : narrowed(JobQuery.parse({ filter }));
  if (query?.state === undefined || query.state.includes('finished')) return;
  throw new LavaError('request-invalid', 'filter: must fit jobs that are over: only those are reported', {
    where: { path: ['filter'] },
  });
}

function toSubscription(row: SubscriptionRow): Subscription {
  const { id, name, username, group_name, filter, kind, every, created } = row;
  return {
    ...{ id, name, owner: username, group: group_name, filter, kind, target: shownTarget(row), every },
    created: created.toISOString(),
  };
}

const entry = ({ username }: Actor, id: number) =>
  ({ actor: username, kind: 'subscription', object: String(id) }) as const;
