// SPDX-License-Identifier: Apache-2.0
import { sql } from 'kysely';
import type { Queries } from '../database.ts';
import { numberOfRun } from './run-number.ts';

/** Which of the finished jobs; all of them when it says nothing. */
export interface OldJobs {
  /** Ended before. */
  before?: Date | undefined;
  /** Ended then or later. */
  since?: Date | undefined;
  submitter?: string | undefined;
  /** Not those that somebody keeps. */
  unkept?: boolean | undefined;
}

/** Finished jobs, oldest first, with a number above `after`. */
export function finishedJobs(
  q: Queries,
  { before, since, submitter, unkept }: OldJobs,
  after: number,
  limit: number,
) {
  let rows = q
    .selectFrom('jobs')
    .select(['id', 'submit_time as submitted'])
    .where('state', '=', 'finished')
    .where('id', '>', after);
  if (before !== undefined) rows = rows.where('end_time', '<', before);
  if (since !== undefined) rows = rows.where('end_time', '>=', since);
  if (submitter !== undefined) rows = rows.where('submitter', '=', userId(submitter));
  if (unkept) rows = rows.where(sql<boolean>`not exists (select from kept_jobs k where k.job_id = jobs.id)`);
  return rows.orderBy('id').limit(limit).execute();
}

const userId = (username: string) => sql<number>`(select id from users where username = ${username})`;

/** With their runs, results and the places of their logs; the log files are somebody else's. Returns those that were there. */
export async function deleteJobs(q: Queries, ids: readonly number[]): Promise<number[]> {
  if (ids.length === 0) return [];
  const asked = await q
    .selectFrom('job_requests')
    .select(['definition', 'original_definition'])
    .where(sql<boolean>`job_id = any(${ids}::bigint[])`)
    .execute();
  const gone = await q
    .deleteFrom('jobs')
    .where(sql<boolean>`id = any(${ids}::bigint[])`)
    .where('state', '=', 'finished')
    .returning('id')
    .execute();
  const hashes = new Map(
    asked.flatMap((job) =>
      [job.definition, job.original_definition].map((hash) => [hash.toString('hex'), hash]),
    ),
  );
  await deleteUnusedDefinitions(q, [...hashes.values()]);
  return gone.map(({ id }) => id);
}

/** A definition that a submit is about to use is locked by it, and left. */
async function deleteUnusedDefinitions(q: Queries, hashes: readonly Buffer[]): Promise<void> {
  const { rows } = await sql<{ hash: Buffer }>`select hash from job_definitions
    where hash = any(${hashes}::bytea[]) order by hash for update skip locked`.execute(q);
  if (rows.length === 0) return;
  await sql`delete from job_definitions d where hash = any(${rows.map(({ hash }) => hash)}::bytea[])
    and not exists (select from job_requests where definition = d.hash)
    and not exists (select from job_requests where original_definition = d.hash)`.execute(q);
}

/** Only their logs: a job whose log is gone has one of no lines. */
export async function forgetLogs(q: Queries, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  const runs = q
    .selectFrom('runs as r')
    .innerJoin('jobs as j', 'j.id', 'r.job_id')
    .select('r.id')
    .where('j.id', 'in', ids)
    .where('j.state', '=', 'finished');
  await q.deleteFrom('log_chunks').where('run_id', 'in', runs).execute();
  await q.updateTable('runs').set({ next_seq: 0, exit_records: 0 }).where('id', 'in', runs).execute();
}

/** Logs of these finished jobs that lie as they came, in small pieces; by the numbers of their runs. */
export async function uncompressed(q: Queries, ids: readonly number[]): Promise<number[]> {
  if (ids.length === 0) return [];
  const rows = await q
    .selectFrom('log_chunks as c')
    .innerJoin('runs as r', 'r.id', 'c.run_id')
    .select(numberOfRun('r').as('id'))
    .distinct()
    .where('r.job_id', 'in', ids)
    .where('c.file', '<=', 0)
    .orderBy('id')
    .execute();
  return rows.map(({ id }) => id);
}

/** Definitions of jobs submitted then or later, newest first. */
export function definitionsSince(q: Queries, since: Date, submitter: string | undefined) {
  let rows = q
    .selectFrom('jobs as j')
    .innerJoin('job_requests as a', 'a.job_id', 'j.id')
    .innerJoin('job_definitions as d', 'd.hash', 'a.definition')
    .select(['j.id', 'd.text as definition'])
    .where('j.submit_time', '>=', since);
  if (submitter !== undefined) rows = rows.where('j.submitter', '=', userId(submitter));
  return rows.orderBy('j.id', 'desc').execute();
}
