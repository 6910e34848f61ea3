// SPDX-License-Identifier: Apache-2.0
import type { Job } from '@lava/protocol/api/jobs.ts';
import type { Database } from '../db/database.ts';
import { accessOfJobs } from '../db/queries/jobs.ts';
import { groupOf, jobInGroup } from '../db/queries/multinode.ts';
import { type Actor, maySeeJob } from '../rights/permissions.ts';
import { toGroup } from './view.ts';

export const NO_GROUP = { subId: null, role: null };

/** How a job of a group is called: number of the first, and its own in the group. */
export const SUB_ID = /^[1-9]\d{0,14}\.(?:0|[1-9]\d{0,5})$/;

/** Number of the job of that name. */
export function jobOfSubId(db: Database, subId: string): Promise<number | undefined> {
  const [first, own] = subId.split('.').map(Number);
  return db.run((q) => jobInGroup(q, first ?? 0, own ?? 0));
}

/** What its group is, as far as the reader may see that. */
export async function inGroup(
  db: Database,
  actor: Actor | null,
  id: number,
): Promise<Pick<Job, 'subId' | 'role' | 'group'>> {
  const members = await db.run((q) => groupOf(q, id));
  const own = members.find(({ job_id }) => job_id === id);
  if (!own) return { ...NO_GROUP, group: null };
  const access = await db.run((q) =>
    accessOfJobs(
      q,
      members.map(({ job_id }) => job_id),
    ),
  );
  const seen = members.filter(({ job_id }) => {
    const one = access.get(job_id);
    return one !== undefined && maySeeJob(actor, one);
  });
  return { subId: own.sub_id, role: own.role, group: toGroup(seen) };
}
