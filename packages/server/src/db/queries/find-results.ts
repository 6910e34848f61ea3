// SPDX-License-Identifier: Apache-2.0
import { sql } from 'kysely';
import type { Queries } from '../database.ts';
import { type FindRequest, type Found, find, type Source } from './find.ts';
import type { ResultRow } from './jobs.ts';

const SUITES: Source = {
  from: sql`suites s`,
  select: sql`s.id, s.name`,
  key: { by: sql`s.id`, down: false },
  columns: { id: { by: sql`s.id` }, name: { by: sql`s.name` } },
};

export interface FoundSuite {
  id: number;
  name: string;
}

const runOf = (job: number) => sql`(select run_id from jobs where id = ${job})`;

export function findSuites(q: Queries, job: number, request: FindRequest): Promise<Found<FoundSuite>> {
  return find(q, SUITES, sql<boolean>`s.run_id = ${runOf(job)}`, request);
}

const CASES: Source = {
  from: sql`results c join suites s on s.run_id = c.run_id and s.id = c.suite_id`,
  select: sql`c.*, s.name as suite,
    to_char(c.logged at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as logged_text,
    (case when c.set_name is not null then (select min(o.id) from results o where o.run_id = c.run_id
      and o.suite_id = c.suite_id and o.set_name = c.set_name) end) as set_id`,
  key: { by: sql`c.record`, down: false },
  columns: {
    id: { by: sql`c.id` },
    suiteId: { by: sql`c.suite_id` },
    suite: { by: sql`s.name` },
    name: { by: sql`c.name` },
    result: { by: sql`c.result` },
    set: { by: sql`c.set_name` },
    units: { by: sql`c.units` },
    measurement: { by: sql`c.measurement` },
    start: { by: sql`c.start_record + 1` },
    end: { by: sql`c.end_record + 1` },
    logged: { by: sql`c.logged` },
  },
};

/** `set_id`: the number of the first case of its set. */
export type FoundCase = ResultRow & { set_id: number | null };

export function findCases(q: Queries, job: number, request: FindRequest): Promise<Found<FoundCase>> {
  return find(q, CASES, sql<boolean>`c.run_id = ${runOf(job)}`, request);
}

/** The job whose newest run has the case. */
export async function jobOfCase(q: Queries, id: number): Promise<number | undefined> {
  const { rows } = await sql<{ id: number }>`select j.id from results c join jobs j on j.run_id = c.run_id
    where c.id = ${id}`.execute(q);
  return rows[0]?.id;
}
