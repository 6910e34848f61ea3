// SPDX-License-Identifier: Apache-2.0
import { type Insertable, type Selectable, sql } from 'kysely';
import type { Queries } from '../database.ts';
import type { LogChunksTable, ResultsTable } from '../tables.ts';

export type LogChunk = Selectable<LogChunksTable>;

/** Where a job's log goes on, with the row of the job held until the transaction ends. */
export interface LogEnd {
  id: number;
  next_seq: number;
  exit_records: number | null;
  worker: string | null;
  submit_time: Date;
  /** Bytes of this writer's growing file that count; what lies behind was never committed. */
  end_offset: number;
}

/**
 * In ascending order, so that two transactions never wait for each other.
 * @param file growing file of the writer that asks
 */
export async function lockLogEnds(q: Queries, jobs: readonly number[], file: number): Promise<LogEnd[]> {
  const { rows } = await sql<LogEnd>`
    select id, next_seq, exit_records, worker, submit_time,
      coalesce((select c.file_offset + c.length from log_chunks c
        where c.job_id = jobs.id and c.file = ${file} order by c.from_seq desc limit 1), 0) as end_offset
    from jobs where id = any(${jobs}) order by id for no key update`.execute(q);
  return rows;
}

export async function insertChunks(q: Queries, chunks: readonly Insertable<LogChunksTable>[]): Promise<void> {
  if (chunks.length > 0) await q.insertInto('log_chunks').values(chunks).execute();
}

/** A result that is there already, under the number of its record, is left as it is. */
export async function insertResults(q: Queries, results: readonly Insertable<ResultsTable>[]): Promise<void> {
  // PostgreSQL takes 65,535 parameters a statement, and a row has 12.
  for (let start = 0; start < results.length; start += 5_000) {
    await q
      .insertInto('results')
      .values(results.slice(start, start + 5_000))
      .onConflict((c) => c.doNothing())
      .execute();
  }
}

export async function raiseNextSeq(
  q: Queries,
  next: readonly { job: number; nextSeq: number }[],
): Promise<void> {
  const jobs = next.map(({ job }) => job);
  const values = next.map(({ nextSeq }) => nextSeq);
  await sql`update jobs set next_seq = v.next
    from unnest(${jobs}::bigint[], ${values}::bigint[]) as v (id, next)
    where jobs.id = v.id and jobs.next_seq < v.next`.execute(q);
}

/** Chunks that hold the records from `from` on, in order, until `limit` records are covered. */
export function chunksFrom(q: Queries, job: number, from: number, limit: number): Promise<LogChunk[]> {
  return q
    .selectFrom('log_chunks')
    .selectAll()
    .where('job_id', '=', job)
    .where(sql<boolean>`from_seq + count > ${from}`)
    .where('from_seq', '>=', firstChunk(q, job, from))
    .where('from_seq', '<', from + limit)
    .orderBy('from_seq')
    .limit(MAX_CHUNKS)
    .execute();
}

/** Live logs have a chunk for each few lines; a reader comes back for more. */
const MAX_CHUNKS = 2_000;

function firstChunk(q: Queries, job: number, from: number) {
  return sql<number>`coalesce((${q
    .selectFrom('log_chunks')
    .select('from_seq')
    .where('job_id', '=', job)
    .where('from_seq', '<=', from)
    .orderBy('from_seq', 'desc')
    .limit(1)}), 0)`;
}

export function submitTime(q: Queries, job: number): Promise<{ submit_time: Date } | undefined> {
  return q.selectFrom('jobs').select('submit_time').where('id', '=', job).executeTakeFirst();
}

/** Finished jobs whose log is complete and still lies in the growing file. */
export async function jobsToCompact(q: Queries, limit: number): Promise<number[]> {
  const rows = await q
    .selectFrom('jobs as j')
    .select('j.id')
    .where('j.state', '=', 'finished')
    .where((eb) =>
      eb.or([eb('j.exit_records', 'is', null), eb('j.next_seq', '>=', eb.ref('j.exit_records'))]),
    )
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('log_chunks as c')
          .select('c.job_id')
          .whereRef('c.job_id', '=', 'j.id')
          .where('c.file', '<=', 0),
      ),
    )
    .orderBy('j.id')
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}

/** The files that the job's chunks lie in. */
export async function filesOf(q: Queries, job: number): Promise<number[]> {
  const rows = await q.selectFrom('log_chunks').select('file').distinct().where('job_id', '=', job).execute();
  return rows.map(({ file }) => file);
}

export async function replaceChunks(
  q: Queries,
  job: number,
  chunks: readonly Insertable<LogChunksTable>[],
): Promise<void> {
  await q.deleteFrom('log_chunks').where('job_id', '=', job).execute();
  await insertChunks(q, chunks);
}
