// SPDX-License-Identifier: Apache-2.0
import { type JobHealth, type JobQuery, type JobState, MAX_COUNTED } from '@lava/protocol/api/jobs.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Verdict } from '@lava/protocol/record/verdict.ts';
import { type RawBuilder, sql } from 'kysely';
import type { Queries } from '../database.ts';
import type { JobsBuilder } from './jobs.ts';
import { readCursor, writeCursor } from './page.ts';

/**
 * Jobs by their results: runs that have such a suite or case are read from an index of results, newest first, some at a
 * time, until enough of their jobs fit the other filters. So each statement is short, whatever there is.
 */

type Wanted = Pick<JobQuery, 'suite' | 'case' | 'result' | 'since'>;

/** Runs that are looked at for one page; whoever needs more has a filter that says little. */
const MOST_RUNS = 20_000;
const FIRST_BATCH = 100;
const LARGEST_BATCH = 500;

export function asksForResults({ suite, case: name, result }: Wanted): boolean {
  return suite !== undefined || name !== undefined || result !== undefined;
}

/** @throws LavaError `request-invalid` when too many runs have such results, and too few of their jobs fit */
export async function readByResults<O>(
  q: Queries,
  rows: JobsBuilder<O>,
  query: Wanted & Pick<JobQuery, 'sort' | 'after' | 'limit'>,
): Promise<{ items: O[]; next: string | null }> {
  const { sort, after, limit } = query;
  if (sort !== 'id' && sort !== '-id')
    throw new LavaError(
      'request-invalid',
      `sort: jobs by suite, case or result are sorted by id, found ${sort}`,
    );
  const from = after === undefined ? undefined : Number(readCursor(after, sort, [BY_RUN])[0]);
  const direction = sort === 'id' ? 'asc' : 'desc';
  const withRun = rows.select(sql<number>`r.id`.as('run_key')).orderBy(sql`r.id`, direction);
  const found: (O & { run_key: number })[] = [];
  for await (const runs of batches(q, query, direction, from)) {
    if (runs === 'too many') throw tooBroad();
    const fit = withRun.where(sql<boolean>`r.id = any(${runs}::bigint[])`).limit(limit + 1 - found.length);
    found.push(...((await fit.execute()) as typeof found));
    if (found.length > limit) break;
  }
  const last = found.length > limit ? found[limit - 1] : undefined;
  const items = found.slice(0, limit).map(({ run_key: _, ...row }) => row as unknown as O);
  return { items, next: last ? writeCursor(sort, [String(last.run_key)]) : null };
}

const BY_RUN = { by: sql`r.id`, type: 'number' } as const;

function tooBroad(): LavaError {
  return new LavaError(
    'request-invalid',
    `more than ${MOST_RUNS} runs have such results, and too few fit the rest`,
    {
      hint: 'name the case, or a time: after:7d',
    },
  );
}

/** States and verdicts of the newest jobs that fit, as many as are counted. */
export async function countByResults<O>(
  q: Queries,
  rows: JobsBuilder<O>,
  wanted: Wanted,
): Promise<Record<JobState | JobHealth, number>> {
  const counts = { ...NOTHING };
  const states = rows.clearSelect().select(['j.state', 'j.health']);
  let left = MAX_COUNTED;
  for await (const runs of batches(q, wanted, 'desc')) {
    if (runs === 'too many') break;
    const found = await states.where(sql<boolean>`r.id = any(${runs}::bigint[])`).limit(left).execute();
    for (const { state, health } of found) counts[health === 'unknown' ? state : health] += 1;
    left -= found.length;
    if (left <= 0) break;
  }
  return counts;
}

const NOTHING: Record<JobState | JobHealth, number> = {
  ...{ submitted: 0, scheduling: 0, scheduled: 0, running: 0, canceling: 0, finished: 0 },
  ...{ unknown: 0, complete: 0, incomplete: 0, canceled: 0 },
};

async function* batches(
  q: Queries,
  wanted: Wanted,
  direction: 'asc' | 'desc',
  from?: number,
): AsyncGenerator<number[] | 'too many'> {
  let [last, size, looked] = [from, FIRST_BATCH, 0];
  for (;;) {
    const runs = await runsWith(q, wanted, direction, last, size);
    if (runs.length > 0) yield runs;
    if (runs.length < size) return;
    looked += runs.length;
    if (looked >= MOST_RUNS) yield 'too many';
    [last, size] = [runs.at(-1), Math.min(size * 4, LARGEST_BATCH)];
  }
}

async function runsWith(
  q: Queries,
  wanted: Wanted,
  direction: 'asc' | 'desc',
  after: number | undefined,
  size: number,
): Promise<number[]> {
  const order = direction === 'asc' ? sql`asc` : sql`desc`;
  const beyond = direction === 'asc' ? sql`>` : sql`<`;
  const bounds = (run: RawBuilder<unknown>) => sql`
    ${after === undefined ? sql`true` : sql`${run} ${beyond} ${after}`}
    ${wanted.since === undefined ? sql`` : sql`and ${run} > ${firstRunSince(wanted.since)}`}`;
  // One verdict at a time: an index gives their runs in order.
  const parts = (wanted.result ?? [undefined]).map(
    (result) => sql`(${matching(wanted, result, bounds)} order by 1 ${order} limit ${size})`,
  );
  const { rows } = await sql<{ run_id: number }>`select run_id from (${sql.join(parts, sql` union `)}) found
    order by 1 ${order} limit ${size}`.execute(q);
  return rows.map(({ run_id }) => run_id);
}

/** Numbers of runs follow the times when they were scheduled closely, not exactly. */
const OVERLAP = 1_000;

function firstRunSince(since: string) {
  return sql`(select id from runs where schedule_time >= ${new Date(since)} order by schedule_time limit 1) - ${OVERLAP}::bigint`;
}

function matching(
  { suite, case: name }: Wanted,
  result: Verdict | undefined,
  bounds: (run: RawBuilder<unknown>) => RawBuilder<unknown>,
): RawBuilder<unknown> {
  // Written out, so that the planner knows whether the index of what did not pass has it.
  const had = result === undefined ? sql`true` : sql`c.result = ${sql.lit(result)}`;
  if (name === undefined && suite !== undefined)
    return sql`select distinct s.run_id from suites s where ${isSuite(suite)} and ${bounds(sql`s.run_id`)}
      ${result === undefined ? sql`` : sql`and exists (select from results c where c.run_id = s.run_id and c.suite_id = s.id and ${had})`}`;
  const named =
    name === undefined ? sql`true` : sql`hashtext(c.name) = hashtext(${name}) and c.name = ${name}`;
  const inSuite =
    suite === undefined ? (name === undefined ? sql`s.name <> 'lava'` : undefined) : isSuite(suite);
  const within =
    inSuite &&
    sql`and exists (select from suites s where s.run_id = c.run_id and s.id = c.suite_id and ${inSuite})`;
  return sql`select distinct c.run_id from results c where ${named} and ${had} ${within ?? sql``} and ${bounds(sql`c.run_id`)}`;
}

/** The same of the run `r`, for some jobs that are known already. */
export function hasResults({ suite, case: name, result }: Wanted): RawBuilder<boolean> {
  const inSuite =
    suite !== undefined ? isSuite(suite) : name === undefined ? sql`s.name <> 'lava'` : sql`true`;
  if (name === undefined && result === undefined)
    return sql<boolean>`exists (select from suites s where s.run_id = r.id and ${inSuite})`;
  const named = name === undefined ? sql`true` : sql`c.name = ${name}`;
  const had = result === undefined ? sql`true` : sql`c.result = any(${result}::text[])`;
  return sql<boolean>`exists (select from results c join suites s on s.run_id = c.run_id and s.id = c.suite_id
    where c.run_id = r.id and ${named} and ${had} and ${inSuite})`;
}

/** With the number in front that LAVA gives to each definition, or without. */
export function isSuite(suite: string): RawBuilder<unknown> {
  const [, number = '', bare = ''] = /^(\d+_|)(.*)$/s.exec(suite) ?? [];
  const same = sql`left(regexp_replace(s.name, '^\\d+_', ''), 100) = left(${bare}, 100)`;
  if (number !== '') return sql`${same} and s.name = ${suite}`;
  return bare.length <= 100 ? same : sql`${same} and regexp_replace(s.name, '^\\d+_', '') = ${bare}`;
}
