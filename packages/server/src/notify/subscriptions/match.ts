// SPDX-License-Identifier: Apache-2.0
import { JobQuery } from '@lava/protocol/api/jobs.ts';
import type { Database, Queries } from '../../db/database.ts';
import { jobsAmong } from '../../db/queries/job-lists.ts';
import {
  addToMessage,
  allSubscriptions,
  membersOf,
  type SubscriptionRow,
  takeEnded,
} from '../../db/queries/subscriptions.ts';
import { narrowed } from '../../jobs/filter.ts';
import type { Actor } from '../../rights/permissions.ts';
import { hostOf } from '../callback/address.ts';
import { shownTarget } from './target.ts';
import { ownersOf, viewpointOf } from './viewpoint.ts';

/** Jobs that are looked at together: what they cost depends on how many subscriptions there are. */
const MOST = 200;

/** Writes of each job that ended into the messages of those who subscribed to such jobs, once, whichever process dies. */
export async function tellSubscribers(db: Database): Promise<void> {
  while (await db.transaction(tellOfSome));
}

/** Returns whether there may be more. */
async function tellOfSome(q: Queries): Promise<boolean> {
  const ended = await takeEnded(q, MOST);
  if (ended.length === 0) return false;
  const subscriptions = await allSubscriptions(q);
  const owners = await ownersOf(q, subscriptions);
  const members = await membersOf(
    q,
    subscriptions.flatMap(({ group_id }) => group_id ?? []),
  );
  for (const subscription of subscriptions) {
    const reader = viewpointOf(subscription, owners);
    const jobs = reader ? await fitting(q, reader, subscription.filter, ended) : [];
    if (jobs.length === 0) continue;
    for (const target of targetsOf(subscription, members)) await addToMessage(q, subscription, target, jobs);
  }
  return ended.length === MOST;
}

/** Those that fit the filter and that the reader may see. */
async function fitting(
  q: Queries,
  reader: Actor,
  filter: string,
  ended: readonly number[],
): Promise<number[]> {
  const query = queryOf(filter);
  return query ? (await jobsAmong(q, reader, query, ended)).map(({ id }) => id) : [];
}

/** Undefined for what fits nothing, or is not understood any more. */
function queryOf(filter: string): JobQuery | undefined {
  try {
    return narrowed(JobQuery.parse(filter === '' ? {} : { filter }));
  } catch {
    return undefined;
  }
}

/** A mail goes to accounts by name: their addresses are looked up when it is sent. */
function targetsOf(
  subscription: SubscriptionRow,
  members: ReadonlyMap<number, readonly string[]>,
): { target: string; host: string }[] {
  const { kind, url, group_id, username } = subscription;
  if (kind !== 'mail') return [{ target: shownTarget(subscription), host: hostOf(url ?? '') }];
  const names = group_id === null ? [username] : (members.get(group_id) ?? []);
  return names.map((target) => ({ target, host: '' }));
}
