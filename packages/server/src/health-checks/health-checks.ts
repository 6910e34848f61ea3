// SPDX-License-Identifier: Apache-2.0
import type { Device, RunHealthCheck, SavedText, TextVersion } from '@lava/protocol/api/lab.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import type * as z from 'zod';
import { assertMay } from '../accounts/access.ts';
import type { Database, Queries } from '../db/database.ts';
import { audit } from '../db/queries/audit.ts';
import { getDeviceType } from '../db/queries/device-types.ts';
import { lockDevice } from '../db/queries/devices.ts';
import { getText, namesWithText, putText, textHistory } from '../db/queries/texts.ts';
import type { DeviceRow } from '../db/tables.ts';
import { assertChangesText, assertSeesText } from '../device-types/text-rights.ts';
import { toTextVersion } from '../device-types/text-view.ts';
import { device } from '../devices/devices.ts';
import { changeDeviceHealth } from '../devices/health.ts';
import type { JobRules } from '../jobs/submit/envelope.ts';
import type { Actor } from '../rights/permissions.ts';
import { notFound } from '../rights/refusals.ts';
import { readHealthCheck } from './read.ts';

type Version = z.infer<typeof TextVersion>;

/**
 * The health check of a device type, or of a template that dictionaries extend.
 * @throws LavaError `not-found` when it has none, or it was removed
 */
export async function healthCheck(db: Database, actor: Actor | null, name: string): Promise<Version> {
  const text = await db.run(async (q) => {
    await assertSeesText(q, actor, name, 'health check of');
    return getText(q, 'health-check', name);
  });
  if (!text?.text) throw notFound('health check of', name);
  return toTextVersion(text);
}

export function healthCheckHistory(db: Database, actor: Actor | null, name: string): Promise<Version[]> {
  return db.run(async (q) => {
    await assertSeesText(q, actor, name, 'health check of');
    return (await textHistory(q, 'health-check', name)).map(toTextVersion);
  });
}

/**
 * An empty text removes it.
 * @param expected the version that the writer has seen; another one is a `conflict`
 * @throws LavaError `job-invalid`, `yaml-syntax` for a text that cannot run
 */
export async function setHealthCheck(
  db: Database,
  actor: Actor | null,
  name: string,
  text: string,
  { expected, rules = {} }: { expected?: number | undefined; rules?: JobRules } = {},
): Promise<SavedText> {
  await db.run((q) => assertChangesText(q, actor, name, 'change health checks'));
  const problems = text === '' ? [] : (await readHealthCheck(text, rules)).warnings;
  return db.transaction(async (q) => {
    const { username } = await assertChangesText(q, actor, name, 'change health checks');
    const stored = await putText(q, 'health-check', name, text, username, expected);
    await audit(q, {
      actor: username,
      kind: 'device-type',
      object: name,
      action: 'health-check',
      new: text === '' ? 'removed' : `version ${stored.version}`,
    });
    return { ...toTextVersion(stored), problems };
  });
}

/**
 * Has the device run its health check as soon as it is free; a device in maintenance or bad is back in service for it.
 * @throws LavaError `conflict` when none would run, and why
 */
export async function runHealthCheck(
  db: Database,
  actor: Actor | null,
  name: string,
  { reason = 'health check asked for' }: z.infer<typeof RunHealthCheck>,
): Promise<Device> {
  await db.transaction(async (q) => {
    const { username } = await assertMay(q, actor, 'change', { kind: 'device', name });
    const row = await lockDevice(q, name);
    if (!row) throw notFound('device', name);
    await assertRuns(q, row);
    await changeDeviceHealth(q, row, 'unknown', { actor: username, reason });
  });
  return device(db, actor, name);
}

async function assertRuns(q: Queries, { name, health, device_type, ...row }: DeviceRow): Promise<void> {
  const refuse = (why: string, hint: string) => new LavaError('conflict', why, { hint });
  const type = await getDeviceType(q, device_type);
  const named = await namesWithText(q, 'health-check');
  if (health === 'retired') throw refuse(`device ${name} is retired`, 'give it another health first');
  if (health === 'looping')
    throw refuse(
      `device ${name} is looping`,
      'it runs its health check all the time; give it another health to end that',
    );
  if (!named.has(row.base_template ?? '') && !named.has(device_type))
    throw refuse(
      `device ${name} has no health check`,
      `add one: lava device-types health-check set ${device_type} FILE`,
    );
  if (row.disable_health_check)
    throw refuse(
      `health checks of device ${name} are disabled`,
      `lava devices update ${name} --enable-health-check`,
    );
  if (type?.disable_health_check)
    throw refuse(
      `health checks of device type ${device_type} are disabled`,
      `lava device-types update ${device_type} --enable-health-check`,
    );
  if (!type?.display)
    throw refuse(
      `device type ${device_type} accepts no jobs`,
      `lava device-types update ${device_type} --unhide`,
    );
}
