// SPDX-License-Identifier: Apache-2.0
import type { JobState } from '@lava/protocol/api/jobs.ts';
import type { DeviceState } from '@lava/protocol/api/lab.ts';
import type { JobStatus } from '@lava/protocol/record/record.ts';
import { type Selectable, sql, type UpdateObject } from 'kysely';

import { WORKER_STATES } from '../../domain/job.ts';
import type { Queries } from '../database.ts';
import type { JobsTable, Tables } from '../tables.ts';

const LOCKED = [
  'id',
  'state',
  'health',
  'device',
  'worker',
  'submitter',
  'visibility',
  'viewing_groups',
  'health_check',
  'schedule_time',
  'start_time',
  'next_seq',
  'exit_records',
  'exit_status',
  'cancel_reason',
] as const;
export type LockedJob = Pick<Selectable<JobsTable>, (typeof LOCKED)[number]>;

/** Holds the job's row until the transaction ends. Jobs are locked before devices, everywhere. */
export function lockJob(q: Queries, id: number): Promise<LockedJob | undefined> {
  return q.selectFrom('jobs').select(LOCKED).where('id', '=', id).forUpdate().executeTakeFirst();
}

/** Asserts the state it leaves; false when the job is not in it. */
export async function updateJob(
  q: Queries,
  id: number,
  from: JobState,
  set: UpdateObject<Tables, 'jobs'>,
): Promise<boolean> {
  const { numUpdatedRows } = await q
    .updateTable('jobs')
    .set(set)
    .where('id', '=', id)
    .where('state', '=', from)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Keeps what the worker said first; false when there was something already, or the job is not with that worker. */
export async function storeExit(
  q: Queries,
  job: number,
  worker: string,
  records: number,
  status: JobStatus,
): Promise<boolean> {
  const { numUpdatedRows } = await q
    .updateTable('jobs')
    .set({ exit_records: records, exit_status: JSON.stringify(status) })
    .where('id', '=', job)
    .where('worker', '=', worker)
    .where('state', 'in', WORKER_STATES)
    .where('exit_records', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

export async function setDeviceState(
  q: Queries,
  device: string,
  from: readonly DeviceState[],
  to: DeviceState,
): Promise<boolean> {
  const { numUpdatedRows } = await q
    .updateTable('devices')
    .set({ state: to })
    .where('name', '=', device)
    .where('state', 'in', from)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

const OF_WORKER = ['id', 'state', 'cancel_reason', 'next_seq', 'exit_records'] as const;
export type JobOfWorker = Pick<Selectable<JobsTable>, (typeof OF_WORKER)[number]>;

/** Jobs that the worker must know of, oldest first. */
export function jobsOfWorker(q: Queries, worker: string): Promise<JobOfWorker[]> {
  return q
    .selectFrom('jobs')
    .select(OF_WORKER)
    .where('worker', '=', worker)
    .where('state', 'in', WORKER_STATES)
    .orderBy('id')
    .execute();
}

/** What is known of these jobs, whatever their state or worker. */
export function jobsById(
  q: Queries,
  ids: readonly number[],
): Promise<(JobOfWorker & { worker: string | null })[]> {
  if (ids.length === 0) return Promise.resolve([]);
  return q
    .selectFrom('jobs')
    .select([...OF_WORKER, 'worker'])
    .where(sql<boolean>`id = any(${ids}::bigint[])`) // a worker may name more than a statement takes parameters
    .execute();
}
