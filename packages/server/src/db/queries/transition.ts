// SPDX-License-Identifier: Apache-2.0
import type { JobHealth, JobState } from '@lava/protocol/api/jobs.ts';
import type { DeviceState, WorkerState } from '@lava/protocol/api/lab.ts';
import { type RawBuilder, sql, type Updateable } from 'kysely';
import { type DeviceEvent, deviceStatesBefore, nextDeviceState } from '../../domain/device.ts';
import { type JobEvent, type JobTransition, nextJob, statesBefore } from '../../domain/job.ts';
import { nextWorkerState, type WorkerEvent, workerStatesBefore } from '../../domain/worker.ts';
import type { Queries } from '../database.ts';
import type { JobsTable, WorkersTable } from '../tables.ts';

/** Updates that take an event: from which states it leads, and where to, is said by the tables of domain/ and nowhere else. */

/** What becomes of `column`, for each state that it may be in. */
function caseOf<S extends string, T extends string>(
  column: string,
  before: readonly S[],
  after: (state: S) => T,
): RawBuilder<T> {
  const cases = before.map((state) => sql`when ${sql.lit(state)} then ${sql.lit(after(state))}`);
  return sql<T>`case ${sql.ref(column)} ${sql.join(cases, sql` `)} end`;
}

/** Of a job: the states that the event leads from, and those that it leads to. */
export function jobEvent(event: JobEvent, column = 'state') {
  const before = statesBefore(event);
  const after = (state: JobState) => nextJob(state, event) as JobTransition;
  return {
    before,
    state: caseOf<JobState, JobState>(column, before, (state) => after(state).state),
    health: caseOf<JobState, JobHealth>(column, before, (state) => after(state).health),
  };
}

/** Undefined when the event changes nothing in the state that the job is in. */
export function moveJob(
  q: Queries,
  id: number,
  event: JobEvent,
  set: Omit<Updateable<JobsTable>, 'state' | 'health'> = {},
): Promise<JobTransition | undefined> {
  const { before, state, health } = jobEvent(event);
  return q
    .updateTable('jobs')
    .set({ ...set, state, health })
    .where('id', '=', id)
    .where('state', 'in', before)
    .returning(['state', 'health'])
    .executeTakeFirst();
}

/** True when the state changed. `set` is stored with it, and only then. */
export async function moveWorker(
  q: Queries,
  name: string,
  event: WorkerEvent,
  set: Omit<Updateable<WorkersTable>, 'state'> = {},
): Promise<boolean> {
  const before = workerStatesBefore(event);
  const state = caseOf<WorkerState, WorkerState>(
    'state',
    before,
    (from) => nextWorkerState(from, event) ?? from,
  );
  const { numUpdatedRows } = await q
    .updateTable('workers')
    .set({ ...set, state })
    .where('name', '=', name)
    .where('state', 'in', before)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/**
 * What happens to the device of a run. That it is reserved is a row of its own, which is made with the assignment; see
 * queue.ts.
 */
export async function moveDevice(q: Queries, run: number, event: Exclude<DeviceEvent, 'reserve'>) {
  const held = deviceStatesBefore(event).filter((state) => state !== 'idle');
  const to = new Set<DeviceState | undefined>(held.map((state) => nextDeviceState(state, event)));
  if (to.has('idle')) {
    await q.deleteFrom('holds').where('run_id', '=', run).where('state', 'in', held).execute();
    return;
  }
  const state = caseOf('state', held, (from) => nextDeviceState(from, event) as typeof from);
  await q.updateTable('holds').set({ state }).where('run_id', '=', run).where('state', 'in', held).execute();
}
