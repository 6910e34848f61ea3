// SPDX-License-Identifier: Apache-2.0
import type { JobStatus } from '@lava/protocol/record/record.ts';
import { attemptOf, jobOf } from '@lava/protocol/wire/run-number.ts';
import { type Selectable, sql, type Updateable } from 'kysely';
import { WORKER_STATES } from '../../domain/job.ts';
import type { Queries } from '../database.ts';
import type { RunsTable } from '../run-tables.ts';
import type { JobsTable } from '../tables.ts';
import { numberOfRun, runsOfNumbers, stateOfRun } from './run-number.ts';

const JOB = [
  'id',
  'state',
  'health',
  'submitter',
  'visibility',
  'viewing_groups',
  'health_check',
  'cancel_reason',
  'priority',
  'run_id',
  'demand_id',
  'queue_timeout',
] as const;
const RUN = [
  'attempt',
  'device',
  'worker',
  'schedule_time',
  'start_time',
  'next_seq',
  'exit_records',
  'exit_status',
] as const;
type Run = Pick<Selectable<RunsTable>, (typeof RUN)[number]>;

type MaybeRun = { [K in Exclude<keyof Run, 'next_seq' | 'attempt'>]: Run[K] | null } & {
  next_seq: number;
  attempt: number;
};

const NO_RUN: MaybeRun = {
  attempt: 0,
  device: null,
  worker: null,
  schedule_time: null,
  start_time: null,
  next_seq: 0,
  exit_records: null,
  exit_status: null,
};

/** A job and its newest run. */
export type LockedJob = Pick<Selectable<JobsTable>, (typeof JOB)[number]> &
  MaybeRun & {
    /** It has a lease. */
    leased: boolean;
    /** How often it may be tried again. */
    retries: number;
    /** One of a group. */
    grouped: boolean;
  };

/**
 * Holds the rows of the job and of its newest run until the transaction ends. The order of locks is the same everywhere:
 * job, run, device, worker; see docs/contributing/database.md.
 */
export async function lockJob(q: Queries, id: number): Promise<LockedJob | undefined> {
  const job = await q
    .selectFrom('jobs')
    .select(JOB)
    .select([
      sql<boolean>`exists (select from leases where job_id = jobs.id)`.as('leased'),
      sql<boolean>`exists (select from multinode_jobs where job_id = jobs.id)`.as('grouped'),
      sql<number>`(select retries from job_requests where job_id = jobs.id)`.as('retries'),
    ])
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (!job) return undefined;
  if (job.run_id === null) return { ...job, ...NO_RUN };
  const run = await q
    .selectFrom('runs')
    .select(RUN)
    .where('id', '=', job.run_id)
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow();
  return { ...job, ...run };
}

/** The same for a worker's number of it; undefined when that is not of its newest run, about which nothing changes any more. */
export async function lockRun(q: Queries, number: number): Promise<LockedJob | undefined> {
  const row = await lockJob(q, jobOf(number));
  return row?.attempt === attemptOf(number) && row.state !== 'submitted' ? row : undefined;
}

/** Whether there was such a run, and it has ended. */
export async function isOver(q: Queries, number: number): Promise<boolean> {
  const run = await q
    .selectFrom('runs as r')
    .select('r.end_time')
    .where(runsOfNumbers('r', [number]))
    .executeTakeFirst();
  return run !== undefined && run.end_time !== null;
}

/** @param groups ids; of a job that groups see */
export async function setVisibility(
  q: Queries,
  id: number,
  visibility: 'public' | 'personal' | 'group',
  groups: number[],
): Promise<void> {
  await q.updateTable('jobs').set({ visibility, viewing_groups: groups }).where('id', '=', id).execute();
}

export async function setPriority(q: Queries, id: number, priority: number): Promise<void> {
  await q.updateTable('jobs').set({ priority }).where('id', '=', id).execute();
}

/** What the dispatcher of a job that is over said of it; that the job failed by itself stays as it is. */
export async function setFailure(q: Queries, id: number, message: string): Promise<void> {
  await q
    .updateTable('jobs')
    .set({
      error_message: message,
      error_code: sql<string>`coalesce(error_code, 'lava-error')`,
      error_kind: sql<string>`coalesce(error_kind, 'job')`,
    })
    .where('id', '=', id)
    .execute();
}

export async function updateRun(q: Queries, run: number, set: Updateable<RunsTable>): Promise<void> {
  await q.updateTable('runs').set(set).where('id', '=', run).execute();
}

export interface ExitReport {
  records: number;
  status: JobStatus;
  /** Of the device's first power on and of the tests' last signal, by our clock. */
  times: { powered?: Date | undefined; lastSignal?: Date | undefined };
}

/** Keeps what the worker said first. */
export async function storeExit(q: Queries, run: number, exit: ExitReport): Promise<void> {
  // A worker's clock may be wrong; nothing of a run is before its start, or in the future.
  const during = (time: Date | undefined) =>
    time === undefined
      ? null
      : sql<Date>`least(greatest(${time}::timestamptz, start_time, schedule_time), now())`;
  await q
    .updateTable('runs')
    .set({
      exit_records: exit.records,
      exit_status: JSON.stringify(exit.status),
      powered_time: during(exit.times.powered),
      last_signal_time: during(exit.times.lastSignal),
    })
    .where('id', '=', run)
    .where('exit_records', 'is', null)
    .execute();
}

/** When the worker is to have ended the run at the latest, with a hold that was asked for; what was said first counts. */
export async function setDeadline(q: Queries, number: number, seconds: number): Promise<void> {
  await sql`update runs set deadline = now() + make_interval(secs => ${seconds}::float8
      + coalesce((select h.seconds from failure_holds h where h.job_id = runs.job_id and h.number > 0), 0))
    where job_id = ${jobOf(number)} and attempt = ${attemptOf(number)} and deadline is null`.execute(q);
}

const OF_WORKER = [
  numberOfRun('r').as('id'),
  stateOfRun,
  'j.cancel_reason',
  'r.next_seq',
  'r.exit_records',
  sql<boolean>`coalesce(r.deadline < now(), false)`.as('overdue'),
  'l.state as lease',
  'l.number',
  'l.idle',
  'l.power',
  'l.power_number',
  'l.end_reason',
  sql<number>`greatest(0, extract(epoch from l.until - now()))::float8`.as('left'),
  'h.number as asked_hold',
  'h.seconds as hold_seconds',
] as const;
export type JobOfWorker = Awaited<ReturnType<typeof jobsOfWorker>>[number];

/** Jobs that the worker must know of, oldest first; `id` is its number of the run. */
export function jobsOfWorker(q: Queries, worker: string) {
  return q
    .selectFrom('runs as r')
    .innerJoin('jobs as j', (join) => join.onRef('j.id', '=', 'r.job_id').onRef('j.run_id', '=', 'r.id'))
    .leftJoin('leases as l', 'l.job_id', 'j.id')
    .leftJoin('failure_holds as h', 'h.job_id', 'j.id')
    .select(OF_WORKER)
    .where('r.worker', '=', worker)
    .where('r.end_time', 'is', null)
    .where('j.state', 'in', WORKER_STATES)
    .orderBy('j.id')
    .execute();
}

/** What is known of these runs, by the workers' numbers of them, whatever their state or worker. */
export async function jobsById(
  q: Queries,
  numbers: readonly number[],
): Promise<(JobOfWorker & { worker: string | null })[]> {
  if (numbers.length === 0) return [];
  return q
    .selectFrom('jobs as j')
    .innerJoin('runs as r', 'r.job_id', 'j.id')
    .leftJoin('leases as l', 'l.job_id', 'j.id')
    .leftJoin('failure_holds as h', 'h.job_id', 'j.id')
    .select([...OF_WORKER, 'r.worker'])
    .where(runsOfNumbers('r', numbers)) // a worker may name more than a statement takes parameters
    .execute();
}
