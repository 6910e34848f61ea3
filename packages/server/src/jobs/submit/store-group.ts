// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import type { SubmittedJob } from '@lava/protocol/api/jobs.ts';
import { compute, isQuick } from '../../compute/compute.ts';
import type { Database } from '../../db/database.ts';
import { auditAll } from '../../db/queries/audit.ts';
import { insertJobs, storedSubmissions } from '../../db/queries/job-insert.ts';
import { insertGroup, takeJobIds } from '../../db/queries/multinode.ts';
import { type SplitInput, type SplitJob, splitJob } from './split.ts';
import { type AcceptedJob, newJob } from './store.ts';
import { findGroupTargets, unschedulable } from './target.ts';

/**
 * The jobs of a MultiNode job, all of them or none.
 * @throws LavaError `job-unschedulable`, `job-invalid`
 */
export async function storeGroup(
  db: Database,
  job: AcceptedJob,
): Promise<NonNullable<SubmittedJob['group']>> {
  const { actor, envelope, definition: text, json } = job;
  const roles = envelope.roles ?? [];
  const count = roles.reduce((sum, role) => sum + role.count, 0);
  await db.run((q) => findGroupTargets(q, actor, envelope, json)); // before anything is made for it
  const ids = await db.run((q) => takeJobIds(q, count));
  const targetGroup = randomUUID();
  const parts = await split({ text, targetGroup, ids });
  const submissions = new Map(parts.map(({ id }) => [id, randomUUID()]));
  await db.transaction(async (q) => {
    // A commit that was not confirmed is tried again.
    if ((await storedSubmissions(q, [...submissions.values()])).size > 0) return;
    const targets = await findGroupTargets(q, actor, envelope, json);
    const rows = parts.map((part) => {
      const role = roles.find((each) => each.role === part.role);
      const target = targets.get(part.role);
      if (!role || !target) throw unschedulable(`role ${part.role} has no device`);
      const submission = submissions.get(part.id) as string;
      const own = { ...job, submission, definition: part.definition, envelope: { ...envelope, ...role } };
      return { ...newJob({ job: own, target }), id: part.id, grouped: true };
    });
    await insertJobs(q, rows);
    const essential = new Set(roles.filter((role) => role.essential).map(({ role }) => role));
    await insertGroup(
      q,
      targetGroup,
      parts.map((part) => ({ ...part, essential: essential.has(part.role) })),
    );
    const action = job.resubmittedFrom === null ? 'submit' : 'resubmit';
    await auditAll(
      q,
      ids.map((id) => ({ actor: actor.username, kind: 'job', object: id, action })),
    );
  });
  return parts.map(({ id, subId, role }) => ({ id, subId: `${ids[0]}.${subId}`, role }));
}

async function split(input: SplitInput): Promise<SplitJob[]> {
  return isQuick(input.text) ? splitJob(input) : ((await compute('split-job', input)) as SplitJob[]);
}
