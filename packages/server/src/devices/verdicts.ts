// SPDX-License-Identifier: Apache-2.0
import { DeviceQuery } from '@lava/protocol/api/lab.ts';
import { readAll } from '@lava/protocol/api/list.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Database } from '../db/database.ts';
import { getText } from '../db/queries/texts.ts';
import { inspectTemplate } from '../device-types/templates/render.ts';
import type { Actor } from '../rights/permissions.ts';
import { devices } from './devices.ts';
import { withoutQuotations } from './problem.ts';

/** Devices of one answer: each is rendered. */
const MOST = 500;

/**
 * Whether jobs can run with the configuration of each device that the actor may see, or what keeps them from it: null is
 * fine. Nothing is quoted out of a dictionary.
 * @param wanted name of a device or of a type; all, when it says nothing
 */
export async function deviceVerdicts(
  db: Database,
  actor: Actor | null,
  wanted?: string,
): Promise<Map<string, string | null>> {
  const all = await readAll(DeviceQuery, (query) => devices(db, actor, query));
  const found = all.filter(
    ({ name, deviceType, health }) =>
      health !== 'retired' && (wanted === undefined || name === wanted || deviceType === wanted),
  );
  if (found.length > MOST)
    throw new LavaError('request-invalid', `${found.length} devices: name one, or a device type`);
  const verdicts = new Map<string, string | null>();
  for (const { name, deviceType } of found) verdicts.set(name, await verdictOn(db, name, deviceType));
  return verdicts;
}

const NO_DICTIONARY = 'Missing device dictionary';

async function verdictOn(db: Database, name: string, deviceType: string): Promise<string | null> {
  const text = await db.run((q) => getText(q, 'dictionary', name));
  if (!text?.text) return NO_DICTIONARY;
  const context = { scheduled_device_name: name, scheduled_device_type: deviceType };
  const [problem] = await db.run((q) => inspectTemplate(q, text.text, `${name}.jinja2`, context));
  return problem ? withoutQuotations(new LavaError('template-error', problem.message)).message : null;
}
