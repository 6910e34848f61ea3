// SPDX-License-Identifier: Apache-2.0
import type { Device, Worker } from '@lava/protocol/api/lab.ts';
import type { ChangeEvent } from '@lava/protocol/api/stream.ts';
import { LRUCache } from 'lru-cache';
import type { Database } from '../db/database.ts';
import { type Hidden, hiddenFrom } from '../db/queries/grants.ts';
import { accessOfJobs } from '../db/queries/jobs.ts';
import { type Actor, type JobAccess, maySeeJob } from '../rights/permissions.ts';

/** Whoever may not see a job does not learn its number either, wherever one stands. */

/** Jobs whose access is kept in memory, for live events, which name a job again and again; and for how long, milliseconds. */
const MAX_KNOWN = 20_000;
const KEPT = 1_000;

const known = new WeakMap<Database, LRUCache<number, JobAccess>>();

/** Those of the jobs that the actor may see. */
export async function visibleJobs(
  db: Database,
  actor: Actor | null,
  ids: readonly number[],
): Promise<Set<number>> {
  if (actor?.admin) return new Set(ids);
  const cache = known.get(db) ?? new LRUCache({ max: MAX_KNOWN, ttl: KEPT });
  known.set(db, cache);
  const unknown = ids.filter((id) => !cache.has(id));
  if (unknown.length > 0) {
    const found = await db.run((q) => accessOfJobs(q, unknown));
    for (const [id, access] of found) cache.set(id, access);
  }
  return new Set(
    ids.filter((id) => {
      const access = cache.get(id);
      return access !== undefined && maySeeJob(actor, access);
    }),
  );
}

/** Of those that there are, whether the actor may see each. */
export async function whetherSeen(
  db: Database,
  actor: Actor | null,
  ids: readonly number[],
): Promise<Map<number, boolean>> {
  const found = await db.run((q) => accessOfJobs(q, ids));
  return new Map([...found].map(([id, access]) => [id, maySeeJob(actor, access)]));
}

/** The same devices or workers, with the numbers of those jobs that the actor may see. */
export async function withVisibleJobs<
  T extends Pick<Device, 'currentJob' | 'lastHealthCheck'> | Pick<Worker, 'runningJobs'>,
>(db: Database, actor: Actor | null, items: readonly T[]): Promise<T[]> {
  const jobs = items.flatMap((item) =>
    'runningJobs' in item
      ? item.runningJobs
      : [item.currentJob ?? [], item.lastHealthCheck?.job ?? []].flat(),
  );
  const visible = await visibleJobs(db, actor, jobs);
  return items.map((item) =>
    'runningJobs' in item
      ? { ...item, runningJobs: item.runningJobs.filter((id) => visible.has(id)) }
      : {
          ...item,
          currentJob: visible.has(item.currentJob ?? 0) ? item.currentJob : null,
          lastHealthCheck: visible.has(item.lastHealthCheck?.job ?? 0) ? item.lastHealthCheck : null,
        },
  );
}

/** Those of the changes that are about what the actor may see. A name is empty when it is about many objects. */
export async function visibleEvents(
  db: Database,
  actor: Actor | null,
  events: readonly ChangeEvent[],
): Promise<ChangeEvent[]> {
  if (actor?.admin) return [...events];
  const ids = events.flatMap(({ resource, name }) => (resource === 'job' && name !== '' ? Number(name) : []));
  const jobs = await visibleJobs(db, actor, ids);
  const named = events.some(({ resource }) => resource !== 'job');
  const hidden = named ? await db.run((q) => hiddenFrom(q, actor)) : undefined;
  return events.filter(({ resource, name }) => {
    if (name === '') return true;
    if (resource === 'job') return jobs.has(Number(name));
    return !hiddenNames(resource, hidden).includes(name);
  });
}

function hiddenNames(resource: string, hidden: Hidden | undefined): readonly string[] {
  if (resource === 'device-type') return hidden?.types ?? [];
  if (resource === 'device') return hidden?.devices ?? [];
  return resource === 'worker' ? (hidden?.workers ?? []) : [];
}

/** In a text of ours: `job 17: incomplete`. */
const JOB = /\bjob (\d{1,15})\b/g;

/** The same entries; jobs that the actor may not see have lost their number in the reasons. */
export async function withoutHiddenJobs<T extends { reason: string }>(
  db: Database,
  actor: Actor | null,
  items: readonly T[],
): Promise<T[]> {
  const numbers = ({ reason }: T) => Array.from(reason.matchAll(JOB), ([, id]) => Number(id));
  const visible = await visibleJobs(db, actor, [...new Set(items.flatMap(numbers))]);
  return items.map((item) => ({
    ...item,
    reason: item.reason.replace(JOB, (all, id) => (visible.has(Number(id)) ? all : 'a job')),
  }));
}
