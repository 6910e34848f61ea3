// SPDX-License-Identifier: Apache-2.0
import { decodeRecord } from '@lava/protocol/record/record.ts';
import { sql } from 'kysely';
import type { Cluster } from './cluster.ts';
import type { Fleet } from './fleet.ts';
import type { Asked } from './stream.ts';

interface JobRow {
  id: number;
  name: string;
  state: string;
  health: string;
  error_code: string | null;
  runs: number;
  next_seq: number | null;
  exit_records: number | null;
}

/** Jobs, runs and devices as the database has them. */
export async function jobsOf({ db }: Cluster): Promise<JobRow[]> {
  const { rows } = await db.run((q) =>
    sql<JobRow>`select j.id, q.description as name, j.state, j.health, j.error_code, r.next_seq, r.exit_records,
      (select count(*) from runs where job_id = j.id) as runs
      from jobs j join job_requests q on q.job_id = j.id left join runs r on r.id = j.run_id order by j.id`.execute(
      q,
    ),
  );
  return rows;
}

/** Jobs that are not over, or whose log is not there yet. */
function unfinished(rows: readonly JobRow[]): JobRow[] {
  return rows.filter(
    (row) =>
      row.state !== 'finished' || (row.exit_records !== null && (row.next_seq ?? 0) < row.exit_records),
  );
}

/** All losses, doubles and stuck jobs; empty when nothing is. */
export async function findings(cluster: Cluster, fleet: Fleet, asked: readonly Asked[]): Promise<string[]> {
  const rows = await jobsOf(cluster);
  const found = [
    ...fleet.violations(),
    ...fleet.held().map((what) => `${what} is still held`),
    ...unfinished(rows).map((row) => `stuck: ${JSON.stringify(row)}`),
    ...(await ofTables(cluster)),
    ...ofSubmits(rows, asked),
  ];
  const byName = new Map(asked.map((job) => [job.name, job]));
  for (const row of rows) {
    const job = byName.get(row.name);
    if (job) found.push(...(await ofJob(cluster, fleet, row, job)).map((what) => `job ${row.id}: ${what}`));
  }
  return found;
}

/** What no job may do to another. */
async function ofTables({ db }: Cluster): Promise<string[]> {
  const { rows } = await db.run((q) =>
    sql<{ what: string }>`
      select 'device ' || device || ' is not free' as what from holds
      union all select 'run ' || id || ' has no end' from runs where end_time is null
      union all select 'job ' || job_id || ' has ' || count(*) || ' runs' from runs group by job_id having count(*) > 1
      union all select 'runs ' || a.id || ' and ' || b.id || ' had ' || a.device || ' at the same time'
        from runs a join runs b on a.device = b.device and a.id < b.id
        and tstzrange(a.schedule_time, a.end_time) && tstzrange(b.schedule_time, b.end_time)
      union all select 'chunks of run ' || run_id || ' overlap or leave a gap at ' || from_seq from (
        select run_id, from_seq, lag(from_seq + count, 1, 0::bigint) over (partition by run_id order by from_seq) as expected
        from log_chunks) c where from_seq <> expected
      union all select 'worker ' || name || ' is ' || state from workers where state <> 'online'`.execute(q),
  );
  return rows.map(({ what }) => what);
}

/** Each submit that was answered is one job, the others one at most. */
function ofSubmits(rows: readonly JobRow[], asked: readonly Asked[]): string[] {
  const ids = Map.groupBy(rows, ({ name }) => name);
  return asked.flatMap(({ name, id }) => {
    const there = (ids.get(name) ?? []).map((row) => row.id);
    if (id === undefined) return there.length > 1 ? [`"${name}" is there as ${there}`] : [];
    return there.join() === String(id) ? [] : [`"${name}" was answered with ${id} and is there as ${there}`];
  });
}

/** One verdict, the one of its board, and its whole log. */
async function ofJob({ client }: Cluster, fleet: Fleet, row: JobRow, job: Asked): Promise<string[]> {
  const found: string[] = [];
  const verdict = `${row.health} ${row.error_code}`;
  const expected = job.dies ? 'incomplete dispatcher-died' : 'complete null';
  const canceled = verdict === 'canceled canceled';
  if (verdict !== expected && !(canceled && job.canceled)) found.push(`${verdict}, expected ${expected}`);
  if (!canceled && !fleet.ran(row.id)) found.push('has a verdict and never ran');
  const records = (await client.jobs.records(row.id, { limit: 10_000 })).map(decodeRecord);
  if (records.length !== (row.next_seq ?? 0)) found.push(`${records.length} records of ${row.next_seq}`);
  const lines = records.flatMap(({ msg }) => /^line \d+$/.exec(String(msg)) ?? []);
  if (lines.some((line, i) => line !== `line ${i}`)) found.push(`log is out of order: ${lines}`);
  if (!canceled && lines.length !== job.lines) found.push(`${lines.length} lines of ${job.lines}`);
  const cases = (await client.jobs.results(row.id)).items.filter(({ suite }) => suite === 'suite');
  const names = Array.from({ length: Math.floor(lines.length / 5) }, (_, i) => `case-${5 * i + 4}`);
  if (cases.map(({ name }) => name).join() !== names.join())
    found.push(`results are ${cases.map(({ name }) => name)}, expected ${names}`);
  return found;
}
