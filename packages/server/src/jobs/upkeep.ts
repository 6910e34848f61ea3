// SPDX-License-Identifier: Apache-2.0
import { setTimeout as sleep } from 'node:timers/promises';
import { LavaError, type Problem, serializeError } from '@lava/protocol/error/error.ts';
import type { Database } from '../db/database.ts';
import { audit, auditAll } from '../db/queries/audit.ts';
import { lockJob } from '../db/queries/job-state.ts';
import {
  definitionsSince,
  deleteJobs,
  finishedJobs,
  forgetLogs,
  type OldJobs,
  uncompressed,
} from '../db/queries/job-upkeep.ts';
import { nextJob } from '../domain/job.ts';
import { compactLog } from '../logs/compact.ts';
import { LogReader } from '../logs/log-reader.ts';
import type { LogOwner, LogStore } from '../logs/log-store.ts';
import { type Actor, mayManageLab } from '../rights/permissions.ts';
import { forbidden, notFound } from '../rights/refusals.ts';
import { finish } from './lifecycle.ts';
import { checkEnvelope, type JobRules } from './submit/envelope.ts';

/** What an admin does to jobs when their own life is not enough. */

/**
 * Ends a job immediately, whatever its worker says, and frees its device; for a job that a cancel cannot end. A worker that
 * still has it is asked to end it when its link is next made.
 */
export async function failJob(db: Database, actor: Actor | null, id: number, reason: string): Promise<void> {
  if (!mayManageLab(actor)) throw forbidden(actor, 'fail jobs');
  await db.transaction(async (q) => {
    const row = await lockJob(q, id);
    if (!row) throw notFound('job', id);
    if (row.state === 'finished') throw new LavaError('conflict', `job ${id} is finished already`);
    const why = `abandoned by ${actor.username}${reason === '' ? '' : `: ${reason}`}`;
    // A job that waits has nothing that could fail.
    const event = nextJob(row.state, 'give-up') ? 'give-up' : 'cancel';
    const error = new LavaError(event === 'give-up' ? 'worker-lost' : 'canceled', why);
    await finish(q, row, event, serializeError(error), { last: true });
    await audit(q, {
      actor: actor.username,
      kind: 'job',
      object: id,
      action: 'fail',
      old: row.state,
      reason,
    });
  });
}

/** Jobs that are dealt with in one transaction. */
const BATCH = 500;
/** Least rest between two of them, to go slowly on request, milliseconds. */
const REST = 1_000;

export interface UpkeepOptions {
  /** Counts, and changes nothing. */
  dryRun?: boolean;
  /** Rests for a second at least between batches, so that the server has its disk for itself now and then. */
  slow?: boolean;
}

/**
 * How long to rest after a batch, milliseconds: twice as long as the work took, so that it leaves two thirds of what it uses to
 * the server, however busy the machine is.
 */
export function restAfter(work: number, least: number): number {
  return Math.max(least, 2 * work);
}

/** Finished jobs in batches, oldest first. */
async function* batches(db: Database, which: OldJobs, slow: boolean): AsyncGenerator<LogOwner[]> {
  for (let last = 0; ; ) {
    const rows = await db.run((q) => finishedJobs(q, which, last, BATCH));
    last = rows.at(-1)?.id ?? last;
    const begun = performance.now();
    if (rows.length > 0) yield rows;
    if (rows.length < BATCH) return;
    await sleep(restAfter(performance.now() - begun, slow ? REST : 0));
  }
}

/** Removes finished jobs permanently: definition, results, log; or with `logsOnly` their logs. Returns how many. */
export async function removeJobs(
  { db, store }: { db: Database; store: LogStore },
  actor: Actor | null,
  which: OldJobs,
  { dryRun = false, slow = false, logsOnly = false }: UpkeepOptions & { logsOnly?: boolean } = {},
): Promise<number> {
  if (!mayManageLab(actor)) throw forbidden(actor, 'remove jobs');
  let count = 0;
  for await (const rows of batches(db, which, slow)) {
    count += rows.length;
    if (!dryRun) await removeBatch({ db, store }, rows, { by: actor.username, logsOnly });
  }
  return count;
}

/** Removes these jobs, or with `logsOnly` their logs. */
export async function removeBatch(
  { db, store }: { db: Database; store: LogStore },
  jobs: readonly LogOwner[],
  { by, logsOnly }: { by: string; logsOnly: boolean },
): Promise<void> {
  const ids = jobs.map(({ id }) => id);
  const action = logsOnly ? 'remove log' : 'remove';
  // The rows first: a log without a job costs space, a job without its log looks broken.
  await db.transaction(async (q) => {
    if (logsOnly) await forgetLogs(q, ids);
    // Another process may have removed some meanwhile.
    const gone = logsOnly ? ids : await deleteJobs(q, ids);
    await auditAll(
      q,
      gone.map((id) => ({ actor: by, kind: 'job', object: id, action })),
    );
  });
  await removeFiles(store, jobs);
}

/** Directories that are removed at the same time. */
const TOGETHER = 4;

async function removeFiles(store: LogStore, owners: readonly LogOwner[]): Promise<void> {
  const left = owners.values();
  const line = async () => {
    for (const owner of left) await store.removeAll(owner);
  };
  await Promise.all(Array.from({ length: TOGETHER }, line));
}

/** Compresses the logs that the server has not come to yet; returns how many. */
export async function compressLogs(
  { db, store }: { db: Database; store: LogStore },
  actor: Actor | null,
  which: OldJobs = {},
  { dryRun = false, slow = false }: UpkeepOptions = {},
): Promise<number> {
  if (!mayManageLab(actor)) throw forbidden(actor, 'compress logs');
  const reader = new LogReader(db, store);
  let count = 0;
  for await (const rows of batches(db, which, slow)) {
    const ids = rows.map(({ id }) => id);
    const jobs = await db.run((q) => uncompressed(q, ids));
    count += jobs.length;
    if (!dryRun) for (const job of jobs) await compactLog({ db, store, reader }, job);
  }
  return count;
}

/** What this version would say of jobs that were submitted then or later; for admins before and after an upgrade. */
export async function validateJobs(
  db: Database,
  actor: Actor | null,
  { since, submitter }: { since: Date; submitter?: string | undefined },
  rules: JobRules,
): Promise<{ id: number; problems: Problem[] }[]> {
  if (!mayManageLab(actor)) throw forbidden(actor, 'validate the jobs of others');
  const rows = await db.run((q) => definitionsSince(q, since, submitter));
  return rows.map(({ id, definition }) => ({ id, problems: checkEnvelope(definition, rules).problems }));
}
