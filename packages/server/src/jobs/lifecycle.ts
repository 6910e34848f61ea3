// SPDX-License-Identifier: Apache-2.0
import type { Code } from '@lava/protocol/error/codes.ts';
import { type ErrorData, LavaError, serializeError } from '@lava/protocol/error/error.ts';
import type { Kind } from '@lava/protocol/error/kind.ts';
import type { JobStatus } from '@lava/protocol/record/record.ts';
import type { Database, Queries } from '../db/database.ts';
import { NOW } from '../db/now.ts';
import { lockDevice } from '../db/queries/devices.ts';
import { type LockedJob, lockJob, setDeviceState, storeExit, updateJob } from '../db/queries/job-state.ts';
import { changeDeviceHealth } from '../devices/health.ts';
import { healthAfterInvalidConfiguration, healthAfterJob } from '../domain/device.ts';
import { eventOfHealth, type JobEvent, nextJob } from '../domain/job.ts';

/** What the worker's end of the link does to jobs. Each may be repeated: the first time counts. */

/** The dispatcher process exists. True when this was news. */
export function jobStarted(db: Database, worker: string, job: number): Promise<boolean> {
  return db.transaction(async (q) => {
    const row = await lockJob(q, job);
    if (row?.worker !== worker) return false;
    const next = nextJob(row.state, 'start');
    if (next) {
      await updateJob(q, job, row.state, { state: next.state, start_time: NOW });
    } else if (row.state === 'canceling' && row.start_time === null) {
      await updateJob(q, job, row.state, { start_time: NOW });
    } else {
      return false;
    }
    if (row.device !== null) await setDeviceState(q, row.device, ['reserved'], 'running');
    return true;
  });
}

/** The dispatcher ended; the job is finished when all its records are here. True when it is finished now. */
export function jobExited(
  db: Database,
  worker: string,
  job: number,
  exit: { records: number; status: JobStatus },
): Promise<boolean> {
  return db.transaction(async (q) => {
    await storeExit(q, job, worker, exit.records, exit.status);
    return finishIfComplete(q, job);
  });
}

/**
 * Finishes the job when the worker has said how it ended and every record is stored. For the transaction that stores
 * records, after it has raised `next_seq`. True when the job is finished, now or before.
 */
export async function finishIfComplete(q: Queries, job: number): Promise<boolean> {
  const row = await lockJob(q, job);
  if (!row) return false;
  if (row.state === 'finished') return true;
  if (row.exit_records === null || row.next_seq < row.exit_records) return false;
  return finishAsTold(q, row);
}

/**
 * Finishes a job whose end is known while records cannot be stored: its log is completed later, its device is free now.
 * True when the job is finished, now or before.
 */
export function finishFromExit(db: Database, job: number): Promise<boolean> {
  return db.transaction(async (q) => {
    const row = await lockJob(q, job);
    return row !== undefined && (row.state === 'finished' || finishAsTold(q, row));
  });
}

/** As the worker's exit message said; false when there was none. */
async function finishAsTold(q: Queries, row: LockedJob): Promise<boolean> {
  if (row.exit_status === null) return false;
  const { health, code, kind, message } = row.exit_status;
  const error =
    health === 'complete' ? null : { code: code ?? 'bug', kind: kind ?? 'bug', message: message ?? '' };
  await finish(q, row, eventOfHealth(health), error as ErrorData | null);
  return true;
}

/** The worker does not know a job that it should be running, or never got it. */
export function jobLost(db: Database, job: number, code: Code = 'worker-lost'): Promise<void> {
  const error = new LavaError(
    code,
    'the worker does not know the job any more: its disk was lost or replaced',
  );
  return endJob(db, job, 'give-up', error);
}

/** Cannot be started, e.g. because the device's configuration does not render. */
export function jobNotStartable(db: Database, job: number, error: unknown): Promise<void> {
  return endJob(db, job, 'give-up', error);
}

/** A cancel that no worker has to be asked for: the worker that should end the job never had it. */
export function jobCanceledUnstarted(db: Database, job: number): Promise<void> {
  return endJob(db, job, 'end-canceled', new LavaError('canceled', 'canceled before it was started'));
}

function endJob(db: Database, job: number, event: JobEvent, error: unknown): Promise<void> {
  return db.transaction(async (q) => {
    const row = await lockJob(q, job);
    if (row) await finish(q, row, event, serializeError(error));
  });
}

/** To Finished, and the device free, in one transaction. Nothing when the job is finished already. */
export async function finish(
  q: Queries,
  job: LockedJob,
  event: JobEvent,
  error: ErrorData | null,
): Promise<boolean> {
  const next = nextJob(job.state, event);
  if (next?.state !== 'finished' || next.health === 'unknown') return false;
  const shown = next.health === 'canceled' ? cancelError(job, error) : error;
  // It ran, but the word that it started was overtaken by the word that it ended.
  const startUnheard = job.start_time === null && job.exit_records !== null;
  await updateJob(q, job.id, job.state, {
    state: next.state,
    health: next.health,
    end_time: NOW,
    ...(startUnheard && { start_time: job.schedule_time }),
    waiting: [],
    error_code: shown?.code ?? null,
    error_kind: shown?.kind ?? null,
    error_message: shown?.message ?? null,
  });
  if (job.device !== null) {
    const kind = (error?.kind ?? null) as Kind | null;
    await freeDevice(q, job, job.device, { healthCheck: job.health_check, health: next.health, kind });
  }
  return true;
}

/** What is shown is that it was canceled, and by whom, whatever it died of. */
function cancelError(job: LockedJob, error: ErrorData | null): ErrorData {
  if (job.state !== 'canceling' && error) return error;
  return { code: 'canceled', kind: 'canceled', message: job.cancel_reason ?? 'canceled' };
}

async function freeDevice(
  q: Queries,
  job: LockedJob,
  name: string,
  outcome: Parameters<typeof healthAfterJob>[1],
): Promise<void> {
  const device = await lockDevice(q, name);
  if (!device) return;
  await setDeviceState(q, name, ['reserved', 'running'], 'idle');
  const neverStarted = job.start_time === null && outcome.kind === 'configuration';
  const health = neverStarted
    ? healthAfterInvalidConfiguration(device.health)
    : healthAfterJob(device.health, outcome);
  const reason = neverStarted
    ? `invalid device configuration, job ${job.id}`
    : `job ${job.id}: ${outcome.health}`;
  await changeDeviceHealth(q, device, health, { actor: '<scheduler>', reason });
}
