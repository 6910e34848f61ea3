// SPDX-License-Identifier: Apache-2.0
import type { Visibility } from '@lava/protocol/api/jobs.ts';
import { change } from '../audit/change.ts';
import { VIEWERS } from '../audit/history.ts';
import type { Database } from '../db/database.ts';
import { groupNames } from '../db/queries/groups.ts';
import { lockJob, setVisibility } from '../db/queries/job-state.ts';
import { accessOfJobs } from '../db/queries/jobs.ts';
import { type Actor, mayReadSecrets, maySeeJob } from '../rights/permissions.ts';
import { forbidden, notFound } from '../rights/refusals.ts';
import { viewersOf } from './submit/target.ts';

/**
 * Says who sees a job from now on, whatever its state. Only who submitted it, and admins: others may look after its device.
 * @throws LavaError `not-found`, `forbidden`, `job-unschedulable` for a group that they are not in
 */
export async function changeVisibility(
  db: Database,
  actor: Actor | null,
  id: number,
  wanted: Visibility,
): Promise<void> {
  await db.transaction(async (q) => {
    const row = await lockJob(q, id);
    const access = (await accessOfJobs(q, [id])).get(id);
    if (!row || !access || !maySeeJob(actor, access)) throw notFound('job', id);
    if (!actor || !mayReadSecrets(actor, access)) throw forbidden(actor, 'say who sees this job');
    const groups = typeof wanted === 'string' ? [] : await viewersOf(q, actor, wanted.group);
    const visibility = typeof wanted === 'string' ? wanted : 'group';
    await setVisibility(q, id, visibility, groups);
    const by = { actor: actor.username, kind: 'job', object: String(id) } as const;
    const was = { visibility: row.visibility, [VIEWERS]: await groupNames(q, row.viewing_groups) };
    await change(q, by, was, { visibility, [VIEWERS]: await groupNames(q, groups) });
  });
}
