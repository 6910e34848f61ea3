// SPDX-License-Identifier: Apache-2.0
import type { Code } from '@lava/protocol/error/codes.ts';
import { type ErrorData, LavaError, serializeError } from '@lava/protocol/error/error.ts';
import type { Kind } from '@lava/protocol/error/kind.ts';
import type { JobStatus } from '@lava/protocol/record/record.ts';
import type { Database, Queries } from '../db/database.ts';
import { NOW } from '../db/now.ts';
import { lockDevice } from '../db/queries/devices.ts';
import { type LockedJob, lockJob, storeExit, updateRun } from '../db/queries/job-state.ts';
import { endedLease } from '../db/queries/leases.ts';
import { noteFailure } from '../db/queries/multinode.ts';
import { moveDevice, moveJob } from '../db/queries/transition.ts';
import { changeDeviceHealth } from '../devices/health.ts';
import { healthAfterInvalidConfiguration, healthAfterJob } from '../domain/device.ts';
import { eventOfHealth, type JobEvent, nextJob, WORKER_STATES } from '../domain/job.ts';

/** What the worker's end of the link does to jobs. Each may be repeated: the first time counts. */

/** The dispatcher process exists. True when this was news. */
export function jobStarted(db: Database, worker: string, job: number): Promise<boolean> {
  return db.transaction(async (q) => {
    const row = await lockJob(q, job);
    if (!row || row.run_id === null || row.worker !== worker) return false;
    const news = row.state === 'canceling' ? row.start_time === null : await moveJob(q, job, 'start');
    if (!news) return false;
    await updateRun(q, row.run_id, { start_time: NOW });
    await moveDevice(q, row.run_id, 'run');
    return true;
  });
}

/**
 * The dispatcher ended; the job is finished when all its records are here. True when it is finished now.
 * @param exit.clockAhead how far the worker's clock is ahead of ours, milliseconds
 */
export function jobExited(
  db: Database,
  worker: string,
  job: number,
  { records, status, clockAhead = 0 }: { records: number; status: JobStatus; clockAhead?: number },
): Promise<boolean> {
  return db.transaction(async (q) => {
    const row = await lockJob(q, job);
    const mayTell = WORKER_STATES.some((state) => state === row?.state);
    if (row && row.run_id !== null && row.worker === worker && mayTell) {
      const times = {
        powered: ourTime(status.poweredAt, clockAhead),
        lastSignal: ourTime(status.lastSignalAt, clockAhead),
      };
      await storeExit(q, row.run_id, { records, status, times });
    }
    return finishIfComplete(q, job);
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

/** The worker keeps reporting that it runs, though it should have ended it long ago; the device does not wait for it. */
export function jobOverdue(db: Database, job: number): Promise<void> {
  const message = 'the worker did not end the job, though its time limit was over long before';
  return endJob(db, job, 'give-up', new LavaError('worker-lost', message));
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
  await moveJob(q, job.id, event, {
    end_time: NOW,
    error_code: shown?.code ?? null,
    error_kind: shown?.kind ?? null,
    error_message: shown?.message ?? null,
  });
  if (job.run_id !== null && job.device !== null) {
    await updateRun(q, job.run_id, {
      end_time: NOW,
      ...(startUnheard && job.schedule_time && { start_time: job.schedule_time }),
    });
    const kind = (error?.kind ?? null) as Kind | null;
    await freeDevice(q, job, job.run_id, job.device, {
      healthCheck: job.health_check,
      health: next.health,
      kind,
    });
  }
  if (job.leased) await endedLease(q, job.id);
  if (next.health !== 'complete') await noteFailure(q, job.id);
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
