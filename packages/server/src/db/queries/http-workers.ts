// SPDX-License-Identifier: Apache-2.0
import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { WORKER_STATES } from '../../domain/job.ts';
import type { Queries } from '../database.ts';
import { numberOfRun, runsOfNumbers, stateOfRun } from './run-number.ts';

/** Workers that speak over HTTP, and what they run. */

export function httpWorker(q: Queries, name: string) {
  return q.selectFrom('workers').select(['name', 'token_hash']).where('name', '=', name).executeTakeFirst();
}

/** Those that made themselves known and got no device since. */
export async function countUnused(q: Queries): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from workers w
    where token_hash is not null and not exists (select from devices d where d.worker = w.name)`.execute(q);
  return rows[0]?.count ?? 0;
}

/** The run of this number, which a worker has or had: what its messages are checked by. One that is over is as good as finished. */
export function runOfJob(q: Queries, number: number) {
  return q
    .selectFrom('jobs as j')
    .innerJoin('runs as r', 'r.job_id', 'j.id')
    .innerJoin('workers as w', 'w.name', 'r.worker')
    .leftJoin('multinode_jobs as m', 'm.job_id', 'j.id')
    .select(numberOfRun('r').as('id'))
    .select(stateOfRun)
    .select(['r.id as run', 'r.worker', 'r.link_token', 'r.next_seq', 'm.group_id'])
    .where(runsOfNumbers('r', [number]))
    .executeTakeFirst();
}

/** What the worker is to know of: its jobs that are not over, oldest first, each with its token. */
export async function jobsOfHttpWorker(q: Queries, worker: string) {
  const rows = await q
    .selectFrom('runs as r')
    .innerJoin('jobs as j', (join) => join.onRef('j.id', '=', 'r.job_id').onRef('j.run_id', '=', 'r.id'))
    .select([
      numberOfRun('r').as('id'),
      'j.state',
      'r.id as run',
      'r.link_token',
      'r.start_time',
      'r.exit_records',
      sql<boolean>`r.deadline is not null`.as('fetched'),
      sql<boolean>`coalesce(r.deadline < now(), false)`.as('overdue'),
    ])
    .where('r.worker', '=', worker)
    .where('r.end_time', 'is', null)
    .where('j.state', 'in', WORKER_STATES)
    .orderBy('j.id')
    .execute();
  for (const row of rows) row.link_token ??= await makeLinkToken(q, row.run);
  return rows;
}

/** The token of the run, which the first who asks makes. */
async function makeLinkToken(q: Queries, run: number): Promise<string> {
  const { rows } = await sql<{
    token: string;
  }>`update runs set link_token = coalesce(link_token, ${linkToken()})
    where id = ${run} returning link_token as token`.execute(q);
  return rows[0]?.token ?? '';
}

/** 32 letters and digits, as LAVA's own: its worker has room for no more. */
export function linkToken(): string {
  return randomBytes(48)
    .toString('base64')
    .replaceAll(/[^A-Za-z0-9]/g, '')
    .padEnd(32, 'x')
    .slice(0, 32);
}

/** What the error of the case `job` says, of a run whose dispatcher said nothing else. */
export async function errorOfRun(q: Queries, run: number): Promise<string | undefined> {
  const { rows } = await sql<{ message: string | null }>`select c.metadata->>'error_msg' as message
    from results c join suites s on s.run_id = c.run_id and s.id = c.suite_id
    where c.run_id = ${run} and s.name = 'lava' and c.name = 'job' order by c.record desc limit 1`.execute(q);
  return rows[0]?.message ?? undefined;
}

/** Bytes of records that are stored of the run. */
export async function logSize(q: Queries, run: number): Promise<number> {
  const { rows } = await sql<{ size: number }>`select coalesce(sum(raw_length), 0)::float8 as size
    from log_chunks where run_id = ${run}`.execute(q);
  return rows[0]?.size ?? 0;
}
