// SPDX-License-Identifier: Apache-2.0
import type { Database } from '../db/database.ts';
import { getDevice, lockAllDevices, lockDevicesOfWorker } from '../db/queries/devices.ts';
import { getWorker } from '../db/queries/workers.ts';
import { type Actor, mayManageLab } from '../domain/permissions.ts';
import { changeDeviceHealth } from './device-health.ts';
import { cancelJob } from './jobs.ts';
import { forbidden, notFound } from './refusals.ts';

export interface MaintenanceOptions {
  /** Its devices alone; else those of the whole lab. */
  worker?: string | undefined;
  reason?: string | undefined;
  /** Also cancel the jobs that run on them; else they end by themselves. */
  cancel: boolean;
  dryRun: boolean;
}

export interface MaintenanceReport {
  /** Devices that were not in maintenance before; retired ones stay retired. */
  devices: string[];
  /** Jobs that have one of the devices now, also of those that were in maintenance before. */
  jobs: number[];
}

/** Takes devices out of service, all of them or none. */
export async function maintain(
  db: Database,
  actor: Actor | null,
  { worker, reason, cancel, dryRun }: MaintenanceOptions,
): Promise<MaintenanceReport> {
  if (!mayManageLab(actor)) throw forbidden(actor, 'change devices');
  const report = await db.transaction(async (q) => {
    if (worker !== undefined && !(await getWorker(q, worker))) throw notFound('worker', worker);
    const rows = await (worker === undefined ? lockAllDevices(q) : lockDevicesOfWorker(q, worker));
    const found: MaintenanceReport = { devices: [], jobs: [] };
    for (const row of rows.filter(({ health }) => health !== 'retired')) {
      const job = row.state === 'idle' ? null : (await getDevice(q, row.name))?.current_job;
      if (job) found.jobs.push(job);
      if (row.health === 'maintenance') continue;
      found.devices.push(row.name);
      if (!dryRun) await changeDeviceHealth(q, row, 'maintenance', { actor: actor.username, reason });
    }
    return found;
  });
  // Afterwards, because jobs are locked before devices.
  if (cancel && !dryRun) for (const job of report.jobs) await cancelJob(db, actor, job);
  return report;
}
