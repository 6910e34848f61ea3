// SPDX-License-Identifier: Apache-2.0
import type { JobHealth } from '@lava/protocol/api/jobs.ts';
import type { Code } from '@lava/protocol/error/codes.ts';
import { type ErrorData, LavaError, serializeError } from '@lava/protocol/error/error.ts';
import type { Kind } from '@lava/protocol/error/kind.ts';
import type { JobStatus } from '@lava/protocol/record/record.ts';
import type { Database, Queries } from '../db/database.ts';
import { NOW } from '../db/now.ts';
import { lockDevice } from '../db/queries/devices.ts';
import { isOver, type LockedJob, lockRun, storeExit, updateRun } from '../db/queries/job-state.ts';
import { endedLease } from '../db/queries/leases.ts';
import { noteFailure } from '../db/queries/multinode.ts';
import { moveDevice, moveJob } from '../db/queries/transition.ts';
import { changeDeviceHealth } from '../devices/health.ts';
import { healthAfterInvalidConfiguration, healthAfterJob } from '../domain/device.ts';
import { eventOfHealth, type JobEvent, nextJob, WORKER_STATES } from '../domain/job.ts';
import { isRetried } from '../domain/retry.ts';
import { waitAgain } from './retry.ts';

/**
 * What the worker's end of the link does to jobs. Each may be repeated: the first time counts. A worker calls a run by its
 * number, and what it says of one that is not the job's newest changes nothing.
 */

/** The dispatcher process exists. True when this was news. */
export function jobStarted(db: Database, worker: string, number: number): Promise<boolean> {
  return db.transaction(async (q) => {
    const row = await lockRun(q, number);
    if (!row || row.run_id === null || row.worker !== worker) return false;
    const news = row.state === 'canceling' ? row.start_time === null : await moveJob(q, row.id, 'start');
    if (!news) return false;
    await updateRun(q, row.run_id, { start_time: NOW });
    await moveDevice(q, row.run_id, 'run');
    return true;
  });
}

/**
 * The dispatcher ended; the run is over when all its records are here. True when it is over now.
 * @param exit.clockAhead how far the worker's clock is ahead of ours, milliseconds
 */
export function jobExited(
  db: Database,
  worker: string,
  number: number,
  { records, status, clockAhead = 0 }: { records: number; status: JobStatus; clockAhead?: number },
): Promise<boolean> {
  return db.transaction(async (q) => {
    const row = await lockRun(q, number);
    const mayTell = WORKER_STATES.some((state) => state === row?.state);
    if (row && row.run_id !== null && row.worker === worker && mayTell) {
      const times = {
        powered: ourTime(status.poweredAt, clockAhead),
        lastSignal: ourTime(status.lastSignalAt, clockAhead),
      };
      await storeExit(q, row.run_id, { records, status, times });
    }
    return finishIfComplete(q, number);
  });
}

/** A time that a worker told, by our clock; undefined when it told none, or nonsense. */
function ourTime(told: string | undefined, clockAhead: number): Date | undefined {
  const time = Date.parse(told ?? '') - clockAhead;
  return time > 0 && time < LATEST ? new Date(time) : undefined;
}

/** What PostgreSQL and Date both can hold, and no clock shows. */
const LATEST = Date.UTC(9999, 0);

/**
 * Ends the run when the worker has said how it ended and every record is stored. For the transaction that stores
 * records, after it has raised `next_seq`. True when it is over, now or before.
 */
export async function finishIfComplete(q: Queries, number: number): Promise<boolean> {
  const row = await lockRun(q, number);
  if (!row) return isOver(q, number);
  if (row.state === 'finished') return true;
  if (row.exit_records === null || row.next_seq < row.exit_records) return false;
  return finishAsTold(q, row);
}

/**
 * Ends a run whose end is known while records cannot be stored: its log is completed later, its device is free now.
 */
export function finishFromExit(db: Database, number: number): Promise<void> {
  return db.transaction(async (q) => {
    const row = await lockRun(q, number);
    if (row) await finishAsTold(q, row);
  });
}

/** As the worker's exit message said; false when there was none. */
async function finishAsTold(q: Queries, row: LockedJob): Promise<boolean> {
  if (row.exit_status === null) return false;
  const { health, code, kind, message } = row.exit_status;
  const error =
    health === 'complete' ? null : { code: code ?? 'bug', kind: kind ?? 'bug', message: message ?? '' };
  return (await finish(q, row, eventOfHealth(health), error as ErrorData | null)) !== false;
}

/** The worker does not know a job that it should be running, or never got it. */
export function jobLost(db: Database, run: number, code: Code = 'worker-lost'): Promise<void> {
  const error = new LavaError(
    code,
    'the worker does not know the job any more: its disk was lost or replaced',
  );
  return endJob(db, run, 'give-up', error);
}

/** The worker keeps reporting that it runs, though it should have ended it long ago; the device does not wait for it. */
export function jobOverdue(db: Database, run: number): Promise<void> {
  const message = 'the worker did not end the job, though its time limit was over long before';
  return endJob(db, run, 'give-up', new LavaError('worker-lost', message));
}

/** Cannot be started, e.g. because the device's configuration does not render. */
export function jobNotStartable(db: Database, run: number, error: unknown): Promise<void> {
  return endJob(db, run, 'give-up', error);
}

/** A cancel that no worker has to be asked for: the worker that should end the job never had it. */
export function jobCanceledUnstarted(db: Database, run: number): Promise<void> {
  return endJob(db, run, 'end-canceled', new LavaError('canceled', 'canceled before it was started'));
}

function endJob(db: Database, number: number, event: JobEvent, error: unknown): Promise<void> {
  return db.transaction(async (q) => {
    const row = await lockRun(q, number);
    if (row) await finish(q, row, event, serializeError(error));
  });
}

/**
 * To Finished, or back into the queue to be tried again, and the device free, in one transaction. False when the job is
 * finished already, or the event ends nothing.
 * @param last it is not tried again, whatever its definition says
 */
export async function finish(
  q: Queries,
  job: LockedJob,
  event: JobEvent,
  error: ErrorData | null,
  { last = false } = {},
): Promise<'finished' | 'waits again' | false> {
  const next = nextJob(job.state, event);
  if (next?.state !== 'finished' || next.health === 'unknown') return false;
  const kind = (error?.kind ?? null) as Kind | null;
  const tied = last || job.health_check || job.leased || job.grouped;
  if (error && isRetried({ ...job, event, kind, tied })) {
    await waitAgain(q, job, error);
    await endRun(q, job, next.health, kind);
    return 'waits again';
  }
  const shown = next.health === 'canceled' ? cancelError(job, error) : error;
  await moveJob(q, job.id, event, {
    end_time: NOW,
    error_code: shown?.code ?? null,
    error_kind: shown?.kind ?? null,
    error_message: shown?.message ?? null,
  });
  await endRun(q, job, next.health, kind);
  if (job.leased) await endedLease(q, job.id);
  if (next.health !== 'complete') await noteFailure(q, job.id);
  return 'finished';
}

/** Of a job that waits there is none, or one that is over. */
async function endRun(
  q: Queries,
  job: LockedJob,
  health: Exclude<JobHealth, 'unknown'>,
  kind: Kind | null,
): Promise<void> {
  if (job.run_id === null || job.device === null || job.state === 'submitted') return;
  // It ran, but the word that it started was overtaken by the word that it ended.
  const startUnheard = job.start_time === null && job.exit_records !== null;
  await updateRun(q, job.run_id, {
    end_time: NOW,
    ...(startUnheard && job.schedule_time && { start_time: job.schedule_time }),
  });
  await freeDevice(q, job, job.run_id, job.device, { healthCheck: job.health_check, health, kind });
}

/** What is shown is that it was canceled, and by whom, whatever it died of. */
function cancelError(job: LockedJob, error: ErrorData | null): ErrorData {
  if (job.state !== 'canceling' && error) return error;
  return { code: 'canceled', kind: 'canceled', message: job.cancel_reason ?? 'canceled' };
}

async function freeDevice(
  q: Queries,
  job: LockedJob,
  run: number,
  name: string,
  outcome: Parameters<typeof healthAfterJob>[1],
): Promise<void> {
  const device = await lockDevice(q, name);
  if (!device) return;
  await moveDevice(q, run, 'release');
  const neverStarted = job.start_time === null && outcome.kind === 'configuration';
  const health = neverStarted
    ? healthAfterInvalidConfiguration(device.health)
    : healthAfterJob(device.health, outcome);
  const reason = neverStarted
    ? `invalid device configuration, job ${job.id}`
    : `job ${job.id}: ${outcome.health}`;
  await changeDeviceHealth(q, device, health, { actor: '<scheduler>', reason });
}
