// SPDX-License-Identifier: Apache-2.0
import type { Kind } from '@lava/protocol/error/kind.ts';
import type { JobStatus } from '@lava/protocol/record/record.ts';
import type { Database } from '../db/database.ts';
import { audit } from '../db/queries/audit.ts';
import { errorOfRun, runOfJob } from '../db/queries/http-workers.ts';
import { lockRun, setFailure } from '../db/queries/job-state.ts';
import { endEarly } from './groups.ts';
import { jobExited } from './lifecycle.ts';

/** How LAVA's own dispatcher ends jobs. */

/** Longest text of its errors that is kept; characters. */
const MAX_ERRORS = 10_000;

export interface Outcome {
  result: 'pass' | 'fail';
  /** LAVA's, e.g. `Infrastructure`. */
  errorType: string;
  /** What the dispatcher wrote to its standard error. */
  errors: string;
}

/** By LAVA's `error_type`; what is not listed is the fault of the job. */
const KINDS: Record<string, Kind> = {
  Bug: 'bug',
  Canceled: 'canceled',
  Configuration: 'configuration',
  FastbootDeviceNotFound: 'infrastructure',
  Infrastructure: 'infrastructure',
  MultinodeTimeout: 'test',
  Test: 'test',
};

/**
 * The dispatcher has ended, and had sent all of its log before. What it says of a job that is over changes no more than the
 * text of its error.
 */
export async function lavaJobEnded(db: Database, worker: string, run: number, said: Outcome): Promise<void> {
  const row = await db.run((q) => runOfJob(q, run));
  if (row?.worker !== worker) return;
  const errors = said.errors.slice(0, MAX_ERRORS).toWellFormed().replaceAll('\0', '\ufffd').trim();
  if (row.state !== 'finished') {
    const message = errors || ((await db.run((q) => errorOfRun(q, row.run))) ?? '');
    const status = statusOf(said, row.state === 'canceling', message);
    await jobExited(db, worker, run, { records: row.next_seq, status });
  }
  if (errors !== '')
    await db.transaction(async (q) => {
      const locked = await lockRun(q, run);
      if (locked?.state === 'finished' && locked.health !== 'canceled')
        await setFailure(q, locked.id, errors);
    });
}

function statusOf({ result, errorType }: Outcome, isCanceling: boolean, message: string): JobStatus {
  if (isCanceling) return { health: 'canceled' };
  if (result === 'pass') return { health: 'complete' };
  return { health: 'incomplete', code: 'lava-error', kind: KINDS[errorType] ?? 'job', message };
}

/** The server ends a job whose worker does what it may not. */
export function stopJob(db: Database, run: number, reason: string): Promise<void> {
  return db.transaction(async (q) => {
    const row = await lockRun(q, run);
    if (!row || !(await endEarly(q, row, reason))) return;
    await audit(q, {
      actor: '<gateway>',
      kind: 'job',
      object: row.id,
      action: 'cancel',
      old: row.state,
      reason,
    });
  });
}
