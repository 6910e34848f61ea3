// SPDX-License-Identifier: Apache-2.0
import type { JobRetention, RetentionRule } from '@lava/protocol/api/retention.ts';
import type { Database, Queries } from '../db/database.ts';
import { audit } from '../db/queries/audit.ts';
import { accessOfJobs, getJobs } from '../db/queries/jobs.ts';
import { deleteKept, insertKept, isRemovable, keptJob } from '../db/queries/retention.ts';
import { assertSeesJob } from '../jobs/comments.ts';
import { type Actor, mayChangeJob } from '../rights/permissions.ts';
import { forbidden } from '../rights/refusals.ts';
import { queryOf, type RetentionSettings } from './retain.ts';

const DAY_MS = 86_400_000;

/** How long a job and its log are kept, by the rules there are now. */
export function jobRetention(
  db: Database,
  actor: Actor | null,
  job: number,
  { retention }: RetentionSettings,
): Promise<JobRetention> {
  return db.run(async (q) => {
    await assertSeesJob(q, actor, job);
    const kept = await keptJob(q, job);
    if (kept) {
      const { kept_by: by, time, reason } = kept;
      return { kept: { by, time: time.toISOString(), reason }, job: null, log: null };
    }
    const [row] = await getJobs(q, [job]);
    if (!row?.end_time) return { kept: null, job: null, log: null };
    const until = (days: number | undefined) =>
      days === undefined ? null : new Date(Number(row.end_time) + days * DAY_MS).toISOString();
    const days = await shortest(q, job, retention);
    return { kept: null, job: until(days.job), log: until(days.log) };
  });
}

/** The fewest days that a rule which fits leaves each; a log does not outlive its job. */
async function shortest(q: Queries, job: number, rules: readonly RetentionRule[]) {
  const days: { job?: number; log?: number } = {};
  for (const rule of rules) {
    const query = queryOf(rule);
    if (!query || !(await isRemovable(q, job, query))) continue;
    days[rule.remove] = Math.min(rule.days, days[rule.remove] ?? rule.days);
  }
  if (days.job !== undefined && days.log !== undefined && days.log >= days.job) delete days.log;
  return days;
}

/** No rule removes anything of the job from now on; for those who may change it. */
export function keepJob(db: Database, actor: Actor | null, job: number, reason: string): Promise<void> {
  return db.transaction(async (q) => {
    const { username } = await assertChanges(q, actor, job);
    await insertKept(q, { job_id: job, kept_by: username, reason });
    await audit(q, { actor: username, kind: 'job', object: job, action: 'keep', reason });
  });
}

/** Leaves it to the rules again; nothing changes when nobody kept it. */
export function endKeeping(db: Database, actor: Actor | null, job: number): Promise<void> {
  return db.transaction(async (q) => {
    const { username } = await assertChanges(q, actor, job);
    if (!(await deleteKept(q, job))) return;
    await audit(q, { actor: username, kind: 'job', object: job, action: 'end keeping' });
  });
}

async function assertChanges(q: Queries, actor: Actor | null, job: number): Promise<Actor> {
  await assertSeesJob(q, actor, job);
  const access = (await accessOfJobs(q, [job])).get(job);
  if (!actor || !access || !mayChangeJob(actor, access)) throw forbidden(actor, 'keep this job');
  return actor;
}
