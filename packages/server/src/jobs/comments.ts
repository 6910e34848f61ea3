// SPDX-License-Identifier: Apache-2.0
import { type JobComment, type JobCommentQuery, MAX_COMMENTS } from '@lava/protocol/api/comments.ts';
import type { Page } from '@lava/protocol/api/list.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Database, Queries } from '../db/database.ts';
import { audit } from '../db/queries/audit.ts';
import { deleteComment, getComment, insertComment, listComments } from '../db/queries/comments.ts';
import { accessOfJobs } from '../db/queries/jobs.ts';
import { type Actor, maySeeJob } from '../rights/permissions.ts';
import { forbidden, hidden, notFound } from '../rights/refusals.ts';

/** What people say about a job: everybody with an account who sees it may. */

export function comments(
  db: Database,
  actor: Actor | null,
  job: number,
  query: JobCommentQuery,
): Promise<Page<JobComment>> {
  return db.run(async (q) => {
    await assertSeesJob(q, actor, job);
    const { items, next } = await listComments(q, job, query);
    return { items: items.map((row) => toComment(actor, row)), next };
  });
}

/** @throws LavaError `conflict` when the job has as many as it may have */
export function addComment(
  db: Database,
  actor: Actor | null,
  job: number,
  text: string,
): Promise<JobComment> {
  return db.transaction(async (q) => {
    const author = await assertTalksAbout(q, actor, job);
    const row = await insertComment(q, { job, author: author.username, text, most: MAX_COMMENTS });
    if (!row)
      throw new LavaError('conflict', `job ${job} has ${MAX_COMMENTS} comments, the most there can be`);
    await audit(q, { actor: author.username, kind: 'job', object: job, action: 'comment', new: `${row.id}` });
    return toComment(actor, { ...row, text, author: author.username });
  });
}

/** By its author, or an admin. */
export function removeComment(db: Database, actor: Actor | null, job: number, id: number): Promise<void> {
  return db.transaction(async (q) => {
    const { username } = await assertTalksAbout(q, actor, job);
    const row = await getComment(q, job, id);
    if (!row) throw notFound('comment', id);
    if (!mayRemove(actor, row)) throw forbidden(actor, 'remove the comments of others');
    await deleteComment(q, id);
    await audit(q, { actor: username, kind: 'job', object: job, action: 'remove comment', old: `${id}` });
  });
}

/** @throws LavaError `not-found`, also when the actor may not see it */
export async function assertSeesJob(q: Queries, actor: Actor | null, job: number): Promise<void> {
  const access = (await accessOfJobs(q, [job])).get(job);
  if (!access) throw notFound('job', job);
  if (!maySeeJob(actor, access)) throw hidden('job', job);
}

/** The same, for somebody with an account. */
export async function assertTalksAbout(q: Queries, actor: Actor | null, job: number): Promise<Actor> {
  await assertSeesJob(q, actor, job);
  if (!actor) throw forbidden(actor, 'comment on jobs');
  return actor;
}

function mayRemove(actor: Actor | null, { author }: { author: string }): boolean {
  return actor !== null && (actor.admin || actor.username === author);
}

function toComment(
  actor: Actor | null,
  { id, author, time, text }: { id: number; author: string; time: Date; text: string },
): JobComment {
  const may = mayRemove(actor, { author }) ? ['remove'] : [];
  return { id, author, time: time.toISOString(), text, may };
}
