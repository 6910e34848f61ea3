// SPDX-License-Identifier: Apache-2.0
import type { Database } from '../db/database.ts';
import { audit } from '../db/queries/audit.ts';
import { lockWorker, setWorkerState, silentWorkers, updateWorker } from '../db/queries/workers.ts';
import { WORKER_TIMEOUT } from '../domain/worker.ts';

/** What the gateway knows of a worker's being there. */

/** After an accepted `hello`. */
export function workerOnline(
  db: Database,
  worker: string,
  about: { version: string; arch: string },
): Promise<void> {
  return db.transaction(async (q) => {
    const seen = { ...about, last_seen: new Date() };
    await updateWorker(q, worker, seen);
    if (await setWorkerState(q, worker, 'online')) await auditState(q, worker, 'online', '');
  });
}

/** After any other message; the gateway need not say it more often than every few seconds. */
export function workerSeen(db: Database, worker: string): Promise<void> {
  return db.run((q) => updateWorker(q, worker, { last_seen: new Date() }));
}

/** @param unheard since when its gateway heard nothing; a worker that another one heard later stays online */
export function workerOffline(
  db: Database,
  worker: string,
  reason: string,
  unheard = new Date(),
): Promise<void> {
  return db.transaction(async (q) => {
    const row = await lockWorker(q, worker);
    if (row?.last_seen && row.last_seen > unheard) return;
    if (await setWorkerState(q, worker, 'offline')) await auditState(q, worker, 'offline', reason);
  });
}

/** The safety net for a gateway that died with its workers' links: nobody else would notice. */
export async function markSilentWorkers(db: Database, now = Date.now()): Promise<string[]> {
  const silent = await db.run((q) => silentWorkers(q, new Date(now - WORKER_TIMEOUT)));
  for (const { name } of silent) await workerOffline(db, name, 'not heard of for too long');
  return silent.map(({ name }) => name);
}

function auditState(
  q: Parameters<typeof audit>[0],
  worker: string,
  to: 'online' | 'offline',
  reason: string,
) {
  const old = to === 'online' ? 'offline' : 'online';
  return audit(q, {
    actor: '<gateway>',
    kind: 'worker',
    object: worker,
    action: 'state',
    old,
    new: to,
    reason,
  });
}
