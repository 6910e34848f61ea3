// SPDX-License-Identifier: Apache-2.0
import type { DeviceHealth } from '@lava/protocol/api/lab.ts';
import type { Problem } from '@lava/protocol/error/error.ts';
import type { Database, Queries } from '../db/database.ts';
import { audit } from '../db/queries/audit.ts';
import { insertAlias, insertDeviceType } from '../db/queries/device-types.ts';
import { insertDevice, lockDevice, setTags, updateDevice } from '../db/queries/devices.ts';
import { getText, putText } from '../db/queries/texts.ts';
import { insertWorker } from '../db/queries/workers.ts';
import type { TextKind } from '../db/tables.ts';
import { putDictionary } from '../devices/dictionary-text.ts';
import type { LabPlan, PlannedDevice } from './lab-plan.ts';

export interface ImportOptions {
  /** Health of devices that are new here. */
  health: DeviceHealth;
  /** Shows what would happen and changes nothing. */
  dryRun: boolean;
}

/** What an import did: `kind name`, e.g. `device bbb-01`. */
export interface ImportReport {
  added: string[];
  changed: string[];
  unchanged: number;
  remarks: Problem[];
}

class DryRun extends Error {}

/**
 * Enters a lab's files: all of it or nothing, and any number of times: what is as it was stays as it is. Nothing is ever
 * removed. Devices that exist keep their health, and their worker unless their dictionary names one.
 */
export async function importLab(
  db: Database,
  plan: LabPlan,
  { health, dryRun }: ImportOptions,
): Promise<ImportReport> {
  return inOneGo(db, dryRun, async (q) => {
    const report: ImportReport = { added: [], changed: [], unchanged: 0, remarks: [...plan.remarks] };
    await enter(q, plan, { health, actor: '<import>' }, report);
    return report;
  });
}

/** What `work` does happens all or not at all; as a dry run, not at all. */
export async function inOneGo<T>(
  db: Database,
  dryRun: boolean,
  work: (q: Queries) => Promise<T>,
): Promise<T> {
  let done: T | undefined;
  try {
    await db.transaction(async (q) => {
      done = await work(q);
      if (dryRun) throw new DryRun();
    });
  } catch (error) {
    if (!(error instanceof DryRun)) throw error;
  }
  return done as T;
}

interface EnterOptions {
  /** Of devices that are new here. */
  health: DeviceHealth;
  /** For the history. */
  actor: string;
}

export async function enter(
  q: Queries,
  plan: Pick<LabPlan, 'templates' | 'healthChecks' | 'devices'>,
  options: EnterOptions,
  report: ImportReport,
): Promise<void> {
  const { actor } = options;
  for (const [name, text] of plan.templates) await enterText(q, 'template', name, text, actor, report);
  for (const [name, text] of plan.healthChecks) await enterText(q, 'health-check', name, text, actor, report);
  const workers = new Set(plan.devices.flatMap(({ worker }) => worker ?? []));
  for (const name of workers) {
    if (!(await insertWorker(q, { name, description: null, health: 'active' }))) continue;
    report.added.push(`worker ${name}`);
    report.remarks.push({
      message: `worker ${name} is new here`,
      hint: `it joins with the line that this prints: lava workers join-line ${name}`,
    });
    await audit(q, { actor, kind: 'worker', object: name, action: 'add', new: 'active' });
  }
  for (const name of new Set(plan.devices.map(({ deviceType }) => deviceType))) {
    if (!(await insertDeviceType(q, { name, description: null }))) continue;
    report.added.push(`device type ${name}`);
    await audit(q, { actor, kind: 'device-type', object: name, action: 'add' });
  }
  for (const device of plan.devices) await enterDevice(q, device, options, report);
}

async function enterDevice(
  q: Queries,
  { name, deviceType, worker, tags, aliases, dictionary }: PlannedDevice,
  { health, actor }: EnterOptions,
  report: ImportReport,
): Promise<void> {
  const row = { name, device_type: deviceType, worker: worker ?? null, description: null, health };
  if (await insertDevice(q, row)) {
    report.added.push(`device ${name}`);
    await audit(q, { actor, kind: 'device', object: name, action: 'add', new: health });
  } else if (worker !== undefined && (await lockDevice(q, name))?.worker !== worker) {
    report.changed.push(`device ${name}`);
    await updateDevice(q, name, { worker });
    await audit(q, { actor, kind: 'device', object: name, action: 'worker', new: worker });
  }
  if (tags) await setTags(q, name, tags);
  for (const alias of aliases) {
    const outcome = await insertAlias(q, alias, deviceType);
    if (outcome === 'foreign')
      report.remarks.push({ message: `alias ${alias} belongs to another device type than ${deviceType}` });
    if (outcome === 'added')
      await audit(q, { actor, kind: 'device-type', object: deviceType, action: 'alias', new: alias });
  }
  await enterText(q, 'dictionary', name, dictionary, actor, report);
}

async function enterText(
  q: Queries,
  kind: TextKind,
  name: string,
  text: string,
  actor: string,
  report: ImportReport,
): Promise<void> {
  const before = await getText(q, kind, name);
  const { version } =
    kind === 'dictionary'
      ? await putDictionary(q, name, text, actor)
      : await putText(q, kind, name, text, actor);
  const what = `${kind.replace('-', ' ')} ${name}`;
  if (before?.version === version) report.unchanged++;
  else (before ? report.changed : report.added).push(what);
}
