// SPDX-License-Identifier: Apache-2.0
import { runNumber } from '@lava/protocol/wire/run-number.ts';
import { computeText } from '../compute/compute.ts';
import type { Database } from '../db/database.ts';
import { accessOfJobs, getDefinition, getJobs } from '../db/queries/jobs.ts';
import { mayType } from '../leases/leases.ts';
import { type Actor, mayChangeJob, maySeeJob } from '../rights/permissions.ts';
import { hidden, notFound } from '../rights/refusals.ts';
import { readTakeOver } from './take-over.ts';

export interface ConsoleAccess {
  /** That the job runs on; null while it waits for one. */
  worker: string | null;
  /** What the worker calls it. */
  run: number;
  finished: boolean;
  /** Whether the actor may type at its consoles. */
  mayType: boolean;
}

/**
 * Watching is for those who may see the job's log, which has the same.
 * @throws LavaError `not-found`, also when the actor may not see it
 */
export async function consoleAccess(db: Database, actor: Actor | null, id: number): Promise<ConsoleAccess> {
  const [row, access] = await db.run(async (q) => [
    (await getJobs(q, [id]))[0],
    (await accessOfJobs(q, [id])).get(id),
  ]);
  if (!row || !access) throw notFound('job', id);
  if (!maySeeJob(actor, access)) throw hidden('job', id);
  const offered = mayChangeJob(actor, access) && (await offersKeyboard(db, id));
  return {
    worker: row.state === 'submitted' ? null : row.worker,
    run: runNumber(id, row.attempt ?? 1),
    finished: row.state === 'finished',
    mayType: offered || (await mayType(db, actor, id)),
  };
}

/** Whether the definition lets people type; where it does not, only the job's own steps do, and who has the board by a lease. */
async function offersKeyboard(db: Database, id: number): Promise<boolean> {
  const row = await db.run((q) => getDefinition(q, id));
  // Most definitions say nothing of it, and are not parsed.
  if (!row?.definition.includes('take_over')) return false;
  return computeText('read-take-over', row.definition, readTakeOver);
}
