// SPDX-License-Identifier: Apache-2.0
import type { FailureTagQuery, JobCommentQuery } from '@lava/protocol/api/comments.ts';
import { sql } from 'kysely';
import type { Queries } from '../database.ts';
import { contains, readPage } from './page.ts';

export function listComments(q: Queries, job: number, query: JobCommentQuery) {
  const rows = q.selectFrom('job_comments as c').selectAll('c').where('c.job_id', '=', job);
  return readPage(rows, { id: [{ by: sql`c.id`, type: 'number' }] }, query);
}

/** @returns undefined when the job has `most` of them */
export async function insertComment(
  q: Queries,
  { job, author, text, most }: { job: number; author: string; text: string; most: number },
) {
  const { rows } = await sql<{ id: number; time: Date }>`insert into job_comments (job_id, author, text)
    select ${job}, ${author}, ${text}
    where (select count(*) from (select from job_comments where job_id = ${job} limit ${most}) c) < ${most}
    returning id, time`.execute(q);
  return rows[0];
}

export function getComment(q: Queries, job: number, id: number) {
  return q
    .selectFrom('job_comments')
    .selectAll()
    .where('job_id', '=', job)
    .where('id', '=', id)
    .executeTakeFirst();
}

export async function deleteComment(q: Queries, id: number): Promise<void> {
  await q.deleteFrom('job_comments').where('id', '=', id).execute();
}

/** With how many jobs have each. */
export function listFailureTags(q: Queries, query: FailureTagQuery) {
  let rows = q
    .selectFrom('failure_tags as t')
    .select([
      't.name',
      't.description',
      sql<number>`(select count(*) from job_failure_tags j where j.tag_id = t.id)`.as('jobs'),
    ]);
  if (query.search) rows = rows.where(contains(query.search, 't.name', 't.description'));
  return readPage(rows, { name: [{ by: sql`t.name`, type: 'text' }] }, query);
}

/** In the order of their names. */
export async function failureTagsOf(q: Queries, job: number): Promise<{ id: number; name: string }[]> {
  return q
    .selectFrom('job_failure_tags as j')
    .innerJoin('failure_tags as t', 't.id', 'j.tag_id')
    .select(['t.id', 't.name'])
    .where('j.job_id', '=', job)
    .orderBy('t.name')
    .execute();
}

export async function setFailureTags(q: Queries, job: number, names: readonly string[]): Promise<void> {
  await sql`insert into failure_tags (name) select unnest(${[...names].sort()}::text[])
    on conflict do nothing`.execute(q);
  await sql`delete from job_failure_tags j using failure_tags t
    where j.job_id = ${job} and t.id = j.tag_id and t.name <> all(${names}::text[])`.execute(q);
  await sql`insert into job_failure_tags (job_id, tag_id)
    select ${job}, id from failure_tags where name = any(${names}::text[]) on conflict do nothing`.execute(q);
}

/** False when there is none of this name. */
export async function updateFailureTag(q: Queries, name: string, description: string): Promise<boolean> {
  const { numUpdatedRows } = await q
    .updateTable('failure_tags')
    .set({ description })
    .where('name', '=', name)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Also takes it from all jobs. */
export async function deleteFailureTag(q: Queries, name: string): Promise<boolean> {
  const { numDeletedRows } = await q.deleteFrom('failure_tags').where('name', '=', name).executeTakeFirst();
  return numDeletedRows > 0n;
}
