// SPDX-License-Identifier: Apache-2.0
import type { Worker } from '@lava/protocol/api/lab.ts';
import type { Database } from '../db/database.ts';
import { keyConflicts } from '../db/queries/worker-instances.ts';
import { type Actor, mayManageLab } from '../rights/permissions.ts';

/** The same workers; those whose key two processes have say so, to admins. */
export async function withConflicts(
  db: Database,
  actor: Actor | null,
  workers: readonly Worker[],
): Promise<Worker[]> {
  if (!mayManageLab(actor)) return [...workers];
  const conflicts = await db.run((q) => keyConflicts(q));
  const byWorker = new Map(
    conflicts.map(({ worker, hosts, since }) => [worker, { hosts, since: since.toISOString() }]),
  );
  return workers.map((worker) => {
    const conflict = byWorker.get(worker.name);
    return conflict ? { ...worker, conflict } : worker;
  });
}
