// SPDX-License-Identifier: Apache-2.0
import type { OfflineReport } from '@lava/protocol/api/lab.ts';
import { assertMay } from '../accounts/access.ts';
import type { Database, Queries } from '../db/database.ts';
import { lockAllDevices, lockDevicesOfWorker } from '../db/queries/devices.ts';
import { accessOfJobs } from '../db/queries/jobs.ts';
import { changeDeviceHealth } from '../devices/health.ts';
import { OFFLINE } from '../domain/device.ts';
import { cancelJob } from '../jobs/jobs.ts';
import { type Actor, mayChangeJob, mayManageLab, maySeeJob } from '../rights/permissions.ts';
import { forbidden } from '../rights/refusals.ts';

export interface MaintenanceOptions {
  /** Only its devices; else those of the whole lab. */
  worker?: string | undefined;
  reason?: string | undefined;
  /** Also cancel the jobs that run on them; else they end by themselves. */
  cancel: boolean;
  dryRun?: boolean;
}

/** Puts devices in maintenance, all of them or none; {@link bringBack} is the way back. */
export async function maintain(
  db: Database,
  actor: Actor | null,
  { worker, reason, cancel, dryRun = false }: MaintenanceOptions,
): Promise<OfflineReport> {
  const { held, ...report } = await db.transaction(async (q) => {
    const { username } = await assertMaintains(q, actor, worker);
    const { rows, jobs } = await lockDevices(q, worker);
    const devices: string[] = [];
    for (const row of rows) {
      const { during } = OFFLINE[row.health];
      if (during === row.health) continue;
      devices.push(row.name);
      if (dryRun) continue;
      await changeDeviceHealth(q, row, during, { actor: username, reason }, { forLater: true });
    }
    return { devices, ...(await whatActorSees(q, actor, jobs)) };
  });
  // Afterwards, because jobs are locked before devices.
  if (cancel && !dryRun)
    for (const [job, access] of held) if (mayChangeJob(actor, access)) await cancelJob(db, actor, job);
  return report;
}

/** Puts back into service what {@link maintain} took out of it, and nobody has decided about since. */
export async function bringBack(
  db: Database,
  actor: Actor | null,
  { worker, reason, dryRun = false }: Omit<MaintenanceOptions, 'cancel'>,
): Promise<OfflineReport> {
  return db.transaction(async (q) => {
    const { username } = await assertMaintains(q, actor, worker);
    const { rows, jobs } = await lockDevices(q, worker);
    const devices: string[] = [];
    for (const row of rows) {
      if (row.health_before === null) continue;
      devices.push(row.name);
      const { after } = OFFLINE[row.health_before];
      if (!dryRun) await changeDeviceHealth(q, row, after, { actor: username, reason });
    }
    return { devices, jobs: (await whatActorSees(q, actor, jobs)).jobs };
  });
}

/** Those of the jobs that the actor may see, and what else they may do with them. */
async function whatActorSees(q: Queries, actor: Actor | null, jobs: readonly number[]) {
  const held = [...(await accessOfJobs(q, jobs))].filter(([, access]) => maySeeJob(actor, access));
  return { held, jobs: held.map(([id]) => id) };
}

/** Who may change a worker may take its devices offline, also those that they may not change: none of them works without it. */
async function assertMaintains(q: Queries, actor: Actor | null, worker: string | undefined): Promise<Actor> {
  if (worker !== undefined) return assertMay(q, actor, 'change', { kind: 'worker', name: worker });
  if (!mayManageLab(actor)) throw forbidden(actor, 'change devices');
  return actor;
}

/** Those of a worker or of the whole lab that are not retired, and the jobs that have them. */
async function lockDevices(q: Queries, worker: string | undefined) {
  const all = await (worker === undefined ? lockAllDevices(q) : lockDevicesOfWorker(q, worker));
  const rows = all.filter(({ health }) => health !== 'retired');
  return { rows, jobs: rows.flatMap(({ current_job }) => current_job ?? []) };
}
