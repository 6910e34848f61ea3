// SPDX-License-Identifier: Apache-2.0
import { attemptOf, jobOf } from '@lava/protocol/wire/run-number.ts';
import { type Insertable, type Selectable, sql } from 'kysely';
import type { Queries } from '../database.ts';
import type { LogChunksTable, ResultsTable } from '../run-tables.ts';
import { isRunOfNumber, numberOfRun, runsOfNumbers } from './run-number.ts';

/** Logs are those of runs, by the numbers that workers have for them: that of the job for its first attempt. */

export type LogChunk = Selectable<LogChunksTable> & { job_id: number };
export type NewChunk = Omit<Insertable<LogChunksTable>, 'run_id'> & { job_id: number };
export type NewResult = Omit<Insertable<ResultsTable>, 'run_id' | 'suite_id' | 'id'> & {
  job_id: number;
  suite: string;
};

/** Where a log continues, with the row of the run held until the transaction ends. */
export interface LogEnd {
  id: number;
  next_seq: number;
  exit_records: number | null;
  worker: string | null;
  submit_time: Date;
  /** Bytes of this writer's growing file that count; what follows was never committed. */
  end_offset: number;
}

/**
 * In ascending order, so that two transactions never wait for each other.
 * @param file growing file of the writer that asks
 */
export async function lockLogEnds(q: Queries, runs: readonly number[], file: number): Promise<LogEnd[]> {
  const { rows } = await sql<Omit<LogEnd, 'end_offset'> & { run_id: number }>`
    select ${numberOfRun('r')} as id, r.id as run_id, r.next_seq, r.exit_records, r.worker, j.submit_time
    from runs r join jobs j on j.id = r.job_id
    where ${runsOfNumbers('r', runs)} order by r.id for no key update of r`.execute(q);
  // A statement of its own: one that had to wait for the lock still sees other tables as they were before.
  const ends = await sql<{ run_id: number; end_offset: number }>`
    select r.id as run_id, c.file_offset + c.length as end_offset
    from unnest(${rows.map(({ run_id }) => run_id)}::bigint[]) r (id), lateral (
      select file_offset, length from log_chunks where run_id = r.id and file = ${file}
      order by from_seq desc limit 1) c`.execute(q);
  const offsets = new Map(ends.rows.map(({ run_id, end_offset }) => [run_id, end_offset]));
  return rows.map(({ run_id, ...row }) => ({ ...row, end_offset: offsets.get(run_id) ?? 0 }));
}

/** The run that a row of values is of. */
const OF_ROW = isRunOfNumber('r', sql`v.job`);

export async function insertChunks(q: Queries, chunks: readonly NewChunk[]): Promise<void> {
  if (chunks.length === 0) return;
  const column = <K extends keyof NewChunk>(key: K) => chunks.map((chunk) => chunk[key] ?? 0);
  await sql`insert into log_chunks (run_id, from_seq, count, file_offset, length, raw_length, file)
    select r.id, v.from_seq, v.count, v.file_offset, v.length, v.raw_length, v.file
    from unnest(${column('job_id')}::bigint[], ${column('from_seq')}::bigint[], ${column('count')}::int[],
      ${column('file_offset')}::bigint[], ${column('length')}::int[], ${column('raw_length')}::int[],
      ${column('file')}::bigint[]) v (job, from_seq, count, file_offset, length, raw_length, file)
    join runs r on ${OF_ROW}`.execute(q);
}

/** Rows of one statement; it takes some milliseconds to write down its parameters. */
const ROWS = 500;

/** A result that is there already, under the number of its record, is left as it is. */
export async function insertResults(q: Queries, results: readonly NewResult[]): Promise<void> {
  for (let at = 0; at < results.length; at += ROWS) await insertSome(q, results.slice(at, at + ROWS));
}

/** Of those that were added, see protocol/src/record/added.ts. @param first of all of them */
export async function nextAdded(q: Queries, run: number, first: number): Promise<number> {
  const { rows } = await sql<{ next: number }>`select coalesce(max(record) + 1, ${first}) as next from results
    where run_id = ${run} and record >= ${first}`.execute(q);
  return rows[0]?.next ?? first;
}

async function insertSome(q: Queries, results: readonly NewResult[]): Promise<void> {
  const column = <K extends keyof NewResult>(key: K) => results.map((result) => result[key] ?? null);
  const [jobs, suites] = [column('job_id'), column('suite')];
  await sql`insert into suites (run_id, name)
    select r.id, v.suite from unnest(${jobs}::bigint[], ${suites}::text[], ${column('record')}::bigint[])
      v (job, suite, record) join runs r on ${OF_ROW}
    group by 1, 2 order by 1, min(v.record) on conflict do nothing`.execute(q);
  await sql`insert into results (run_id, suite_id, record, set_name, name, result, measurement, units, reference,
      start_record, end_record, logged, metadata)
    select r.id, s.id, v.record, v.set_name, v.name, v.result, v.measurement, v.units, v.reference,
      v.start_record, v.end_record, v.logged, v.metadata::jsonb
    from unnest(${jobs}::bigint[], ${suites}::text[], ${column('record')}::bigint[], ${column('set_name')}::text[],
      ${column('name')}::text[], ${column('result')}::text[], ${column('measurement')}::text[]::numeric[],
      ${column('units')}::text[], ${column('reference')}::text[], ${column('start_record')}::bigint[],
      ${column('end_record')}::bigint[], ${column('logged')}::timestamptz[], ${results.map(({ metadata }) => metadata ?? '{}')}::text[])
      v (job, suite, record, set_name, name, result, measurement, units, reference, start_record, end_record, logged, metadata)
    join runs r on ${OF_ROW} join suites s on s.run_id = r.id and s.name = v.suite
    order by v.job, v.record on conflict do nothing`.execute(q);
}

export async function raiseNextSeq(
  q: Queries,
  next: readonly { job: number; nextSeq: number }[],
): Promise<void> {
  const jobs = next.map(({ job }) => job);
  const values = next.map(({ nextSeq }) => nextSeq);
  await sql`update runs r set next_seq = v.next
    from unnest(${jobs}::bigint[], ${values}::bigint[]) as v (job, next)
    where ${OF_ROW} and r.next_seq < v.next`.execute(q);
}

const runOf = (run: number) =>
  sql<number>`(select id from runs where job_id = ${jobOf(run)} and attempt = ${attemptOf(run)})`;

/** Chunks that hold the records from `from` on, in order, until `limit` records are covered. */
export async function chunksFrom(q: Queries, job: number, from: number, limit: number): Promise<LogChunk[]> {
  const rows = await q
    .selectFrom('log_chunks')
    .selectAll()
    .where('run_id', '=', runOf(job))
    .where(sql<boolean>`from_seq + count > ${from}`)
    .where('from_seq', '>=', firstChunk(q, job, from))
    .where('from_seq', '<', from + limit)
    .orderBy('from_seq')
    .limit(MAX_CHUNKS)
    .execute();
  return rows.map((row) => ({ ...row, job_id: job }));
}

/** Live logs have a chunk for each few lines; a reader comes back for more. */
const MAX_CHUNKS = 2_000;

function firstChunk(q: Queries, job: number, from: number) {
  return sql<number>`coalesce((${q
    .selectFrom('log_chunks')
    .select('from_seq')
    .where('run_id', '=', runOf(job))
    .where('from_seq', '<=', from)
    .orderBy('from_seq', 'desc')
    .limit(1)}), 0)`;
}

/** Of a job that has none yet, it is the first. */
export async function newestAttempt(q: Queries, job: number): Promise<number> {
  const run = await q
    .selectFrom('jobs as j')
    .innerJoin('runs as r', 'r.id', 'j.run_id')
    .select('r.attempt')
    .where('j.id', '=', job)
    .executeTakeFirst();
  return run?.attempt ?? 1;
}

export function submitTime(q: Queries, job: number): Promise<{ submit_time: Date } | undefined> {
  return q.selectFrom('jobs').select('submit_time').where('id', '=', jobOf(job)).executeTakeFirst();
}

/** The files that the job's chunks lie in. */
export async function filesOf(q: Queries, job: number): Promise<number[]> {
  const rows = await q
    .selectFrom('log_chunks')
    .select('file')
    .distinct()
    .where('run_id', '=', runOf(job))
    .execute();
  return rows.map(({ file }) => file);
}

export async function replaceChunks(q: Queries, job: number, chunks: readonly NewChunk[]): Promise<void> {
  await q.deleteFrom('log_chunks').where('run_id', '=', runOf(job)).execute();
  await insertChunks(q, chunks);
}
