// SPDX-License-Identifier: Apache-2.0
import { removeTree } from '@lava/kit/fs/remove-tree.ts';
import type { Logger } from '@lava/kit/log/logger.ts';
import type { ProcessId } from '@lava/kit/process/identity.ts';
import { diskCode, systemMessage } from '@lava/protocol/error/error.ts';
import type { JobStatus } from '@lava/protocol/record/record.ts';
import { writeEpitaph } from './epitaph.ts';
import type { JobDir } from './job-dir.ts';
import { cleanUpAfter } from './kill-job.ts';
import type { JobPlace } from './launch.ts';
import type { Leftovers } from './leftovers.ts';
import type { Reserve } from './reserve.ts';

export interface EndingJob {
  dir: JobDir;
  /** Its dispatcher, when there was one. */
  process: ProcessId | undefined;
  place: JobPlace;
  leftovers: Leftovers;
  reserve: Reserve;
  log: Logger;
  /** Wall clock, milliseconds. */
  now(): number;
}

/**
 * Ends a job whose dispatcher is gone: nothing of it is left on this machine, and its log has an end. Never throws, and may be
 * done again by another daemon.
 *
 * @param otherwise the status of a job whose dispatcher has told none; gets what could not be undone, for the submitter: it
 *   may matter to the next job
 * @returns how the job ended
 */
export async function endJob(
  job: EndingJob,
  otherwise: (trouble: readonly string[]) => JobStatus,
): Promise<JobStatus> {
  const trouble = await cleanUp(job);
  // What the dispatcher says last of all counts: it knows what it could not write to the log.
  const told = job.dir.readStatus();
  const written = writeEnd(job, told ?? otherwise(trouble));
  const status = told ?? written;
  clearAway(job);
  job.log.info({ health: status.health, ...(status.code && { code: status.code }) }, 'job has ended');
  return status;
}

async function cleanUp({ dir, process, place, leftovers, log }: EndingJob): Promise<string[]> {
  const { left, done, failed } = await cleanUpAfter(dir, process, place, leftovers);
  if (left.length > 0) log.error({ pids: left.map((p) => p.pid) }, 'processes of the job cannot be killed');
  if (done.length > 0) log.warn({ done }, 'what the job had left was undone');
  if (failed.length > 0) log.error({ failed }, 'what the job had left could not be undone');
  return failed.map(({ what }) => `could not ${what}`);
}

/** Even when not a byte can be written, the job ends and the server is notified. */
function writeEnd({ dir, reserve, log, now }: EndingJob, status: JobStatus): JobStatus {
  try {
    const counted = reserve.spend(() => writeEpitaph(dir.spool, status, now()));
    reserve.spend(() => dir.writeStatus(counted));
    return counted;
  } catch (error) {
    log.error({ error: (error as Error).message }, 'the end of the log cannot be written');
    return withoutEnd(status, error as Error);
  }
}

/** A disk that takes no end of a log took none of its dispatcher either. @param error why it takes none */
function withoutEnd(status: JobStatus, error: Error): JobStatus {
  const lost = (status.lost ?? 0) + 1;
  if (status.code !== 'dispatcher-died') return { ...status, lost };
  const message = `${status.message}; its end cannot be written: ${systemMessage(error)}`;
  return { ...status, code: diskCode(error) ?? status.code, message, lost };
}

/** Secrets go first. What cannot be removed now is reported, and goes with the directory or not at all. */
function clearAway({ dir, log }: EndingJob): void {
  try {
    dir.removeBundle();
  } catch (error) {
    log.error({ error: (error as Error).message }, 'the bundle of the job cannot be removed');
  }
  for (const path of dir.temporary)
    removeTree(path).catch((error: Error) =>
      log.error({ error: error.message }, 'temporary files of the job cannot be removed'),
    );
}

/** Status of a job that cannot be run on this worker. */
export function notStarted(error: unknown): JobStatus {
  const code = diskCode(error) ?? 'dispatcher-died';
  const why = code === 'disk-full' ? 'no space is left on the disk of the worker' : (error as Error).message;
  return {
    ...{ health: 'incomplete', code, kind: 'infrastructure' },
    message: `the job could not be started: ${why}`,
  };
}

/** Status of a job whose dispatcher died. @param how that came about, e.g. `it was killed by SIGKILL` */
export function died(how: string, trouble: readonly string[]): JobStatus {
  const message = [`the process that ran the job died without a result: ${how}`, ...trouble].join('; ');
  return { health: 'incomplete', code: 'dispatcher-died', kind: 'infrastructure', message };
}

/** Status of a job whose dispatcher died after somebody wanted it to end. */
export function canceled(reason: string, trouble: readonly string[]): JobStatus {
  const message = [reason, ...trouble].join('; ');
  return { health: 'canceled', code: 'canceled', kind: 'canceled', message };
}
