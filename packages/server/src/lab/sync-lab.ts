// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Database, Queries } from '../db/database.ts';
import { updateDeviceType } from '../db/queries/device-types.ts';
import { type LockedDevice, lockAllDevices, setTags, updateDevice } from '../db/queries/devices.ts';
import { changeDeviceHealth } from '../devices/health.ts';
import { OFFLINE } from '../domain/device.ts';
import { enter, type ImportReport, inOneGo } from './import-lab.ts';
import type { LabPlan, PlannedDevice } from './lab-plan.ts';

export interface SyncReport extends ImportReport {
  /** Devices whose file is gone. */
  retired: string[];
}

const ACTOR = '<sync>';

/**
 * Makes the lab as its files say, all of it or nothing: devices whose dictionary has `sync_to_lava` are entered and kept so,
 * those whose file is gone are retired, and come back with it. Devices that were entered by hand are left alone, and so is
 * one whose file cannot be read: a typo is a remark, not a retirement.
 *
 * @throws LavaError `request-invalid` when all files are gone, which is rather a disk that is not mounted
 */
export function syncLab(db: Database, plan: LabPlan, { dryRun }: { dryRun: boolean }): Promise<SyncReport> {
  return inOneGo(db, dryRun, async (q) => {
    const report: SyncReport = {
      added: [],
      changed: [],
      unchanged: 0,
      remarks: [...plan.remarks],
      retired: [],
    };
    const rows = new Map((await lockAllDevices(q)).map((row) => [row.name, row]));
    const synced = [...rows.values()].filter((row) => row.synced);
    if (synced.length > 0 && plan.dictionaries.length === 0) {
      throw new LavaError(
        'request-invalid',
        `there is no dictionary, which would retire ${synced.length} devices`,
        {
          hint: 'is this the right directory, and is its disk mounted?',
        },
      );
    }
    const devices = plan.devices.filter(({ name, sync }) => {
      if (!sync) return false;
      const row = rows.get(name);
      if (!row || row.synced) return true;
      report.remarks.push({ message: `device ${name} was added by hand and is not changed` });
      return false;
    });
    await enter(q, { ...plan, devices }, { health: 'unknown', actor: ACTOR }, report);
    for (const device of devices) await keep(q, device, rows.get(device.name), report);
    const there = new Set(plan.dictionaries);
    for (const row of synced.filter(({ name, health }) => !there.has(name) && health !== 'retired')) {
      const by = { actor: ACTOR, reason: 'its file is gone' };
      await changeDeviceHealth(q, row, 'retired', by, { forLater: true });
      report.retired.push(row.name);
    }
    await showTypes(q);
    return report;
  });
}

async function keep(
  q: Queries,
  { name, deviceType, tags = [] }: PlannedDevice,
  row: LockedDevice | undefined,
  report: ImportReport,
): Promise<void> {
  await updateDevice(q, name, { synced: true });
  await setTags(q, name, tags);
  if (!row) return;
  if (row.device_type !== deviceType) {
    if (row.state === 'idle') {
      await updateDevice(q, name, { device_type: deviceType });
      report.changed.push(`device ${name}`);
    } else report.remarks.push({ message: `device ${name} has a job; its type is changed by a later sync` });
  }
  if (row.health === 'retired' && row.health_before !== null) {
    const { after } = OFFLINE[row.health_before];
    await changeDeviceHealth(q, row, after, { actor: ACTOR, reason: 'its file is back' });
    report.changed.push(`device ${name}`);
  }
}

/** A type whose devices all come from files shows while one of them is in use. */
async function showTypes(q: Queries): Promise<void> {
  const byType = Map.groupBy(await lockAllDevices(q), ({ device_type }) => device_type);
  for (const [type, devices] of byType) {
    if (!devices.every(({ synced }) => synced)) continue;
    await updateDeviceType(q, type, { display: devices.some(({ health }) => health !== 'retired') });
  }
}
