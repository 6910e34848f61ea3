// SPDX-License-Identifier: Apache-2.0
import type { OfflineReport } from '@lava/protocol/api/lab.ts';
import type { Database, Queries } from '../db/database.ts';
import { lockAllDevices, lockDevicesOfWorker } from '../db/queries/devices.ts';
import { getWorker } from '../db/queries/workers.ts';
import { changeDeviceHealth } from '../devices/health.ts';
import { OFFLINE } from '../domain/device.ts';
import { cancelJob } from '../jobs/jobs.ts';
import { type Actor, mayManageLab } from '../rights/permissions.ts';
import { forbidden, notFound } from '../rights/refusals.ts';

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
  if (!mayManageLab(actor)) throw forbidden(actor, 'change devices');
  const report = await db.transaction(async (q) => {
    const { rows, jobs } = await lockDevices(q, worker);
    const devices: string[] = [];
    for (const row of rows) {
      const { during } = OFFLINE[row.health];
      if (during === row.health) continue;
      devices.push(row.name);
      if (dryRun) continue;
      await changeDeviceHealth(q, row, during, { actor: actor.username, reason }, { forLater: true });
    }
    return { devices, jobs };
  });
  // Afterwards, because jobs are locked before devices.
  if (cancel && !dryRun) for (const job of report.jobs) await cancelJob(db, actor, job);
  return report;
}

/** Puts back into service what {@link maintain} took out of it, and nobody has decided about since. */
export async function bringBack(
  db: Database,
  actor: Actor | null,
  { worker, reason, dryRun = false }: Omit<MaintenanceOptions, 'cancel'>,
): Promise<OfflineReport> {
  if (!mayManageLab(actor)) throw forbidden(actor, 'change devices');
  return db.transaction(async (q) => {
    const { rows, jobs } = await lockDevices(q, worker);
    const devices: string[] = [];
    for (const row of rows) {
      if (row.health_before === null) continue;
      devices.push(row.name);
      const { after } = OFFLINE[row.health_before];
      if (!dryRun) await changeDeviceHealth(q, row, after, { actor: actor.username, reason });
    }
    return { devices, jobs };
  });
}

/** Those of a worker or of the whole lab that are not retired, and the jobs that have them. */
async function lockDevices(q: Queries, worker: string | undefined) {
  if (worker !== undefined && !(await getWorker(q, worker))) throw notFound('worker', worker);
  const all = await (worker === undefined ? lockAllDevices(q) : lockDevicesOfWorker(q, worker));
  const rows = all.filter(({ health }) => health !== 'retired');
  return { rows, jobs: rows.flatMap(({ current_job }) => current_job ?? []) };
}
