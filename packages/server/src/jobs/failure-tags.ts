// SPDX-License-Identifier: Apache-2.0
import type { FailureTag, FailureTagQuery } from '@lava/protocol/api/comments.ts';
import type { Page } from '@lava/protocol/api/list.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { change } from '../audit/change.ts';
import type { Database } from '../db/database.ts';
import { audit } from '../db/queries/audit.ts';
import {
  deleteFailureTag,
  failureTagsOf,
  listFailureTags,
  setFailureTags,
  updateFailureTag,
} from '../db/queries/comments.ts';
import { lockJob } from '../db/queries/job-state.ts';
import { type Actor, mayManageLab } from '../rights/permissions.ts';
import { forbidden, notFound } from '../rights/refusals.ts';
import { assertTalksAbout } from './comments.ts';

/** Words for kinds of failures, by which jobs are found again. How many jobs have one is for accounts. */

export function failureTags(
  db: Database,
  actor: Actor | null,
  query: FailureTagQuery,
): Promise<Page<FailureTag>> {
  if (!actor) throw forbidden(actor, 'list failure tags');
  return db.run((q) => listFailureTags(q, query));
}

/**
 * The job has these and no others; for everybody with an account who sees it.
 * @throws LavaError `conflict` for a job that is not over
 */
export function tagFailure(
  db: Database,
  actor: Actor | null,
  job: number,
  names: readonly string[],
): Promise<void> {
  return db.transaction(async (q) => {
    const row = await lockJob(q, job);
    const { username } = await assertTalksAbout(q, actor, job);
    if (row?.state !== 'finished')
      throw new LavaError('conflict', `job ${job} is ${row?.state}: only a job that is over can be tagged`);
    const before = await failureTagsOf(q, job);
    await setFailureTags(q, job, names);
    const after = await failureTagsOf(q, job);
    const words = (tags: typeof before) => tags.map(({ name }) => name).join(', ');
    const by = { actor: username, kind: 'job', object: String(job) } as const;
    await change(q, by, { 'failure tags': words(before) }, { 'failure tags': words(after) });
  });
}

export function describeFailureTag(
  db: Database,
  actor: Actor | null,
  name: string,
  description: string,
): Promise<void> {
  if (!mayManageLab(actor)) throw forbidden(actor, 'change failure tags');
  return db.transaction(async (q) => {
    if (!(await updateFailureTag(q, name, description))) throw notFound('failure tag', name);
    await audit(q, { ...entry(actor, name), action: 'description', new: description });
  });
}

/** Also takes it from all jobs. */
export function removeFailureTag(db: Database, actor: Actor | null, name: string): Promise<void> {
  if (!mayManageLab(actor)) throw forbidden(actor, 'remove failure tags');
  return db.transaction(async (q) => {
    if (!(await deleteFailureTag(q, name))) throw notFound('failure tag', name);
    await audit(q, { ...entry(actor, name), action: 'remove' });
  });
}

const entry = ({ username }: Actor, name: string) =>
  ({ actor: username, kind: 'failure-tag', object: name }) as const;
