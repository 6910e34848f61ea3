// SPDX-License-Identifier: Apache-2.0
import type { Database, Queries } from '../db/database.ts';
import { audit } from '../db/queries/audit.ts';
import { moveWorker } from '../db/queries/transition.ts';
import {
  type Instance,
  type KeyConflict,
  keyConflicts,
  noteInstance,
  tellOnce,
} from '../db/queries/worker-instances.ts';
import { lockWorker, noteSeen, wasSeenWithin } from '../db/queries/workers.ts';
import { nextWorkerState, type WorkerEvent } from '../domain/worker.ts';

/** What the gateway knows of a worker's being there. All times are those of the database's clock. */

/** After an accepted `hello`. */
export function workerOnline(
  db: Database,
  worker: string,
  about: { version: string; arch?: string },
): Promise<void> {
  return db.transaction(async (q) => {
    await noteSeen(q, worker, about);
    await change(q, worker, 'seen', '');
  });
}

/** One of a version that speaks no language of ours. */
export function workerMismatch(db: Database, worker: string, version: string): Promise<void> {
  return db.transaction(async (q) => {
    await noteSeen(q, worker, { version });
    await change(q, worker, 'mismatch', `version ${version}`);
  });
}

/**
 * Notes which process of the worker was heard; not every worker says so.
 * @returns milliseconds since another one was heard, if there was any; and the conflict, if both live, with whether that is
 *   news
 */
export function workerInstance(
  db: Database,
  worker: string,
  instance: Instance,
): Promise<{ other: number | undefined; found?: { conflict: KeyConflict; news: boolean } }> {
  return db.transaction(async (q) => {
    const other = await noteInstance(q, worker, instance);
    const [conflict] = await keyConflicts(q, worker);
    if (!conflict) return { other };
    const news = await tellOnce(q, conflict);
    const reason = `two processes have its key, on ${conflict.hosts.join(' and ')}`;
    if (news)
      await audit(q, { actor: '<gateway>', kind: 'worker', object: worker, action: 'conflict', reason });
    return { other, found: { conflict, news } };
  });
}

/**
 * After any other message; the gateway need not say it more often than every few seconds. A worker that was taken for
 * silent is online again.
 */
export async function workerSeen(db: Database, worker: string): Promise<void> {
  const state = await db.run((q) => noteSeen(q, worker));
  if (state !== undefined && nextWorkerState(state, 'seen') !== undefined)
    await db.transaction((q) => change(q, worker, 'seen', ''));
}

/**
 * @param event `silent`, or `mismatch` when the worker speaks no version of ours
 * @param unheard milliseconds since its gateway heard it; a worker that another one heard later stays online
 */
export function workerOffline(
  db: Database,
  worker: string,
  reason: string,
  { event = 'silent', unheard = 0 }: { event?: 'silent' | 'mismatch'; unheard?: number } = {},
): Promise<void> {
  return db.transaction(async (q) => {
    if (unheard > 0 && (await wasSeenWithin(q, worker, unheard))) return;
    await change(q, worker, event, reason);
  });
}

async function change(q: Queries, worker: string, event: WorkerEvent, reason: string): Promise<void> {
  const row = await lockWorker(q, worker);
  const next = row && nextWorkerState(row.state, event);
  if (!next || !(await moveWorker(q, worker, event))) return;
  await audit(q, {
    actor: '<gateway>',
    kind: 'worker',
    object: worker,
    action: 'state',
    old: row.state,
    new: next,
    reason,
  });
}
