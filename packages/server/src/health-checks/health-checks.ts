// SPDX-License-Identifier: Apache-2.0
import type { Device, RunHealthCheck, SavedText, TextVersion } from '@lava/protocol/api/lab.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import type * as z from 'zod';
import { assertMay } from '../accounts/access.ts';
import type { Database, Queries } from '../db/database.ts';
import { audit } from '../db/queries/audit.ts';
import { lockDevice } from '../db/queries/devices.ts';
import { objectGrants } from '../db/queries/grants.ts';
import { getText, namesWithText, putText, textHistory } from '../db/queries/texts.ts';
import { toTextVersion } from '../device-types/text-view.ts';
import { device } from '../devices/devices.ts';
import { changeDeviceHealth } from '../devices/health.ts';
import type { JobRules } from '../jobs/submit/envelope.ts';
import { permits, permitsEverywhere } from '../rights/grants.ts';
import type { Actor } from '../rights/permissions.ts';
import { forbidden, notFound } from '../rights/refusals.ts';
import { readHealthCheck } from './read.ts';

type Version = z.infer<typeof TextVersion>;

/**
 * The health check of a device type, or of a template that dictionaries extend.
 * @throws LavaError `not-found` when it has none, or it was removed
 */
export async function healthCheck(db: Database, actor: Actor | null, name: string): Promise<Version> {
  const text = await db.run(async (q) => {
    await assertSees(q, actor, name);
    return getText(q, 'health-check', name);
  });
  if (!text?.text) throw notFound('health check of', name);
  return toTextVersion(text);
}

export function healthCheckHistory(db: Database, actor: Actor | null, name: string): Promise<Version[]> {
  return db.run(async (q) => {
    await assertSees(q, actor, name);
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
  await db.run((q) => assertChanges(q, actor, name));
  const problems = text === '' ? [] : (await readHealthCheck(text, rules)).warnings;
  return db.transaction(async (q) => {
    const { username } = await assertChanges(q, actor, name);
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

/** Has the device run its health check as soon as it is free; a device in maintenance or bad is back in service for it. */
export async function runHealthCheck(
  db: Database,
  actor: Actor | null,
  name: string,
  { reason }: z.infer<typeof RunHealthCheck>,
): Promise<Device> {
  const before = await device(db, actor, name);
  await db.transaction(async (q) => {
    const { username } = await assertMay(q, actor, 'change', { kind: 'device', name });
    const row = await lockDevice(q, name);
    if (!row) throw notFound('device', name);
    if (row.health === 'retired')
      throw new LavaError('conflict', `device ${name} is retired`, { hint: 'give it another health first' });
    const named = await namesWithText(q, 'health-check');
    if (!named.has(row.base_template ?? '') && !named.has(row.device_type))
      throw new LavaError('conflict', `device ${name} has no health check`, {
        hint: `add one: lava device-types health-check set ${row.device_type} FILE`,
      });
    if (before.disableHealthCheck)
      throw new LavaError('conflict', `health checks of device ${name} are disabled`);
    await changeDeviceHealth(q, row, 'unknown', {
      actor: username,
      reason: reason ?? 'health check asked for',
    });
  });
  return device(db, actor, name);
}

/** There may be one before its type, and those of templates that others extend never have one: these everybody may see. */
async function assertSees(q: Queries, actor: Actor | null, name: string): Promise<void> {
  const grants = await objectGrants(q, 'device-type', name);
  if (grants && !permits(actor, 'view', grants)) throw notFound('health check of', name);
}

async function assertChanges(q: Queries, actor: Actor | null, name: string): Promise<Actor> {
  const doing = 'change health checks';
  if (await objectGrants(q, 'device-type', name))
    return assertMay(q, actor, 'change', { kind: 'device-type', name, doing });
  if (!actor || !permitsEverywhere(actor, 'change', 'device-type')) throw forbidden(actor, doing);
  return actor;
}
