// SPDX-License-Identifier: Apache-2.0
import { LavaError, serializeError } from '@lava/protocol/error/error.ts';
import type { Database } from '../db/database.ts';
import { audit } from '../db/queries/audit.ts';
import { lockJob } from '../db/queries/job-state.ts';
import { deleteJobs, finishedJobs, type OldJobs } from '../db/queries/job-upkeep.ts';
import { jobsToCompact } from '../db/queries/log-chunks.ts';
import { nextJob } from '../domain/job.ts';
import { type Actor, mayManageLab } from '../domain/permissions.ts';
import { compactLog } from '../logs/compact.ts';
import { LogReader } from '../logs/log-reader.ts';
import type { LogStore } from '../logs/log-store.ts';
import { finish } from './job-lifecycle.ts';
import { forbidden, notFound } from './refusals.ts';

/** What an admin does to jobs when their own life is not enough. */

/**
 * Ends a job at once, whatever its worker says, and frees its device; for a job that a cancel cannot end. A worker that
 * still has it is told to end it when its link is next made.
 */
export async function failJob(db: Database, actor: Actor | null, id: number, reason: string): Promise<void> {
  if (!mayManageLab(actor)) throw forbidden(actor, 'fail jobs');
  await db.transaction(async (q) => {
    const row = await lockJob(q, id);
    if (!row) throw notFound('job', id);
    if (row.state === 'finished') throw new LavaError('conflict', `job ${id} is finished already`);
    const why = `given up by ${actor.username}${reason === '' ? '' : `: ${reason}`}`;
    // A job that waits has nothing that could fail.
    const event = nextJob(row.state, 'fail') ? 'fail' : 'cancel';
    const error = new LavaError(event === 'fail' ? 'worker-lost' : 'canceled', why);
    await finish(q, row, event, serializeError(error));
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

/** Jobs that are removed in one transaction. */
const BATCH = 200;

/** Removes finished jobs for ever: definition, results, log. Returns how many. */
export async function removeJobs(
  { db, store }: { db: Database; store: LogStore },
  actor: Actor | null,
  which: OldJobs,
  dryRun: boolean,
): Promise<number> {
  if (!mayManageLab(actor)) throw forbidden(actor, 'remove jobs');
  let count = 0;
  let last = 0;
  for (;;) {
    const rows = await db.run((q) => finishedJobs(q, which, last, BATCH));
    if (rows.length === 0) return count;
    count += rows.length;
    last = rows.at(-1)?.id ?? last;
    if (dryRun) continue;
    const ids = rows.map(({ id }) => id);
    await db.transaction(async (q) => {
      await deleteJobs(q, ids);
      for (const id of ids)
        await audit(q, { actor: actor.username, kind: 'job', object: id, action: 'remove' });
    });
    // The rows first: a log without a job costs space, a job without its log looks broken.
    for (const owner of rows) await store.removeAll(owner);
  }
}

/** Compresses the logs that the server has not come to yet; returns how many. */
export async function compressLogs(
  { db, store }: { db: Database; store: LogStore },
  actor: Actor | null,
): Promise<number> {
  if (!mayManageLab(actor)) throw forbidden(actor, 'compress logs');
  const reader = new LogReader(db, store);
  let count = 0;
  for (;;) {
    const jobs = await db.run((q) => jobsToCompact(q, BATCH));
    if (jobs.length === 0) return count;
    for (const job of jobs) await compactLog({ db, store, reader }, job);
    count += jobs.length;
  }
}
