// SPDX-License-Identifier: Apache-2.0
import type {
  AddDevice,
  Device,
  DeviceCounts,
  DeviceCountsQuery,
  DeviceQuery,
  SavedText,
  TextVersion,
  UpdateDevice,
} from '@lava/protocol/api/lab.ts';
import type { Page } from '@lava/protocol/api/list.ts';
import { LavaError, type Problem } from '@lava/protocol/error/error.ts';
import type * as z from 'zod';
import { assertMay, may } from '../accounts/access.ts';
import { change } from '../audit/change.ts';
import type { Database } from '../db/database.ts';
import { audit } from '../db/queries/audit.ts';
import { getDeviceType } from '../db/queries/device-types.ts';
import {
  countDevices,
  type DeviceView,
  getDevice,
  insertDevice,
  isHeld,
  listDevices,
  lockDevice,
  setTags,
  updateDevice,
} from '../db/queries/devices.ts';
import { hiddenFrom, permittedOf } from '../db/queries/grants.ts';
import { getText, namesWithText, textHistory } from '../db/queries/texts.ts';
import { getWorker } from '../db/queries/workers.ts';
import { checkTemplateSyntax } from '../device-types/templates/check-syntax.ts';
import { inspectTemplate, renderDevice } from '../device-types/templates/render.ts';
import { readContext } from '../device-types/templates/rendering.ts';
import { toTextVersion } from '../device-types/text-view.ts';
import { abilitiesOnDevice } from '../rights/abilities.ts';
import { type Actor, mayManage } from '../rights/permissions.ts';
import { forbidden, notFound } from '../rights/refusals.ts';
import { putDictionary } from './dictionary-text.ts';
import { changeDeviceHealth } from './health.ts';
import { toQuarantine } from './ledger/ledger.ts';
import { groupId, userId } from './owner.ts';
import { replaceTags } from './replace-tags.ts';

/** Those that the actor may see, each with what they may do with it. */
export function devices(db: Database, actor: Actor | null, query: DeviceQuery): Promise<Page<Device>> {
  return db.run(async (q) => {
    const { items, next } = await listDevices(q, query, await hiddenFrom(q, actor));
    const names = items.map(({ name }) => name);
    const changeable = await permittedOf(q, actor, 'change', 'device', names);
    const checks = await namesWithText(q, 'health-check');
    return { items: items.map((row) => toDevice(actor, row, changeable.has(row.name), checks)), next };
  });
}

export function deviceCounts(
  db: Database,
  actor: Actor | null,
  query: DeviceCountsQuery,
): Promise<DeviceCounts> {
  return db.run(async (q) => countDevices(q, query, await hiddenFrom(q, actor)));
}

/** @throws LavaError `not-found`, also when the actor may not see it */
export function device(db: Database, actor: Actor | null, name: string): Promise<Device> {
  return db.run(async (q) => {
    const changes = await may(q, actor, 'change', 'device', name);
    const row = await getDevice(q, name);
    if (!row) throw notFound('device', name);
    return toDevice(actor, row, changes, await namesWithText(q, 'health-check'));
  });
}

/** Runs jobs immediately if it has a dictionary and is not added offline; else it is in maintenance until somebody says otherwise. */
export async function addDevice(
  db: Database,
  actor: Actor | null,
  input: z.infer<typeof AddDevice>,
): Promise<Device> {
  if (!mayManage(actor, 'add', 'device')) throw forbidden(actor, 'add devices');
  const { name, deviceType, worker = null, description, tags, dictionary, offline } = input;
  if (dictionary) checkTemplateSyntax(dictionary);
  await db.transaction(async (q) => {
    if (!(await getDeviceType(q, deviceType))) throw notFound('device type', deviceType);
    if (worker !== null && !(await getWorker(q, worker))) throw notFound('worker', worker);
    const health = dictionary && !offline ? 'unknown' : 'maintenance';
    const where = { name, device_type: deviceType, worker };
    if (!(await insertDevice(q, { ...where, description: description ?? null, health })))
      throw new LavaError('conflict', `there is a device ${name} already`);
    await setTags(q, name, tags);
    if (dictionary) await putDictionary(q, name, dictionary, actor.username);
    await audit(q, { actor: actor.username, kind: 'device', object: name, action: 'add', new: health });
  });
  return device(db, actor, name);
}

/** Another device like one that is there: type, description, tags and dictionary. */
export async function copyDevice(
  db: Database,
  actor: Actor | null,
  from: string,
  { name, worker, offline }: Pick<z.infer<typeof AddDevice>, 'name' | 'worker' | 'offline'>,
): Promise<Device> {
  const { deviceType, description, tags } = await device(db, actor, from);
  const text = await db.run((q) => getText(q, 'dictionary', from));
  const dictionary = text?.text || undefined;
  return addDevice(db, actor, { name, deviceType, worker, description, tags, dictionary, offline });
}

/** What keeps a device from running jobs by its dictionary; nothing when it is fine. */
export async function deviceProblems(db: Database, actor: Actor | null, name: string): Promise<Problem[]> {
  const { deviceType } = await configured(db, actor, name, 'check devices');
  return db.run(async (q) => {
    const text = await getText(q, 'dictionary', name);
    if (!text?.text) return [{ message: `device ${name} has no dictionary` }];
    const context = { scheduled_device_name: name, scheduled_device_type: deviceType };
    return inspectTemplate(q, text.text, `${name}.jinja2`, context);
  });
}

/** Adds and removes tags of a device; what it has already, or has not, stays so. */
export async function changeTags(
  db: Database,
  actor: Actor | null,
  name: string,
  { add = [], remove = [] }: { add?: readonly string[]; remove?: readonly string[] },
): Promise<Device> {
  await db.transaction(async (q) => {
    const by = await assertMay(q, actor, 'change', { kind: 'device', name });
    if (!(await lockDevice(q, name))) throw notFound('device', name);
    const before = (await getDevice(q, name))?.tags ?? [];
    const after = [...before.filter((tag) => !remove.includes(tag)), ...add];
    await replaceTags(q, by, name, before, after);
  });
  return device(db, actor, name);
}

export async function changeDevice(
  db: Database,
  actor: Actor | null,
  name: string,
  input: z.infer<typeof UpdateDevice>,
): Promise<Device> {
  const { deviceType, worker, description, tags, health, disableHealthCheck, reason } = input;
  const { revision, owner, ownerGroup } = input;
  await db.transaction(async (q) => {
    const { username } = await assertMay(q, actor, 'change', { kind: 'device', name });
    const row = await lockDevice(q, name);
    if (!row) throw notFound('device', name);
    const shown = await getDevice(q, name);
    // Whoever moves a device gives it to others: they must be theirs to change as well.
    if (deviceType !== undefined && deviceType !== row.device_type)
      await assertMay(q, actor, 'change', { kind: 'device-type', name: deviceType });
    if (worker && worker !== row.worker)
      await assertMay(q, actor, 'change', { kind: 'worker', name: worker });
    const moves = worker !== undefined && worker !== row.worker;
    // A job ends where it began, whatever happens to its device; the next one runs on the new worker.
    if (deviceType && deviceType !== row.device_type && (await isHeld(q, name))) {
      throw new LavaError('conflict', `device ${name} has a job; change its type when it is idle`);
    }
    await updateDevice(q, name, {
      ...(deviceType !== undefined && { device_type: deviceType }),
      ...(worker !== undefined && { worker }),
      // Decided by a person now: no later way back of its worker changes it.
      ...((moves || health !== undefined) && { health_before: null }),
      ...(description !== undefined && { description }),
      ...(disableHealthCheck !== undefined && { disable_health_check: disableHealthCheck }),
      ...(revision !== undefined && { revision }),
      ...(owner !== undefined && { owner: await userId(q, owner) }),
      ...(ownerGroup !== undefined && { owner_group: await groupId(q, ownerGroup) }),
    });
    const by = { actor: username, kind: 'device', object: name, reason } as const;
    const before = {
      worker: row.worker,
      description: row.description,
      type: row.device_type,
      'disable-health-check': row.disable_health_check,
      revision: row.revision,
      owner: shown?.owner ?? null,
      'owner group': shown?.owner_group ?? null,
    };
    const after = {
      ...{ worker, description, type: deviceType, 'disable-health-check': disableHealthCheck },
      ...{ revision, owner, 'owner group': ownerGroup },
    };
    await change(q, by, before, after);
    if (tags !== undefined) {
      const tagged = (await getDevice(q, name))?.tags ?? [];
      await replaceTags(q, { username }, name, tagged, tags);
    }
    if (health !== undefined) await changeDeviceHealth(q, row, health, { actor: username, reason });
  });
  return device(db, actor, name);
}

/** @throws LavaError `not-found` when it has none, or it was removed */
export async function dictionary(
  db: Database,
  actor: Actor | null,
  name: string,
): Promise<z.infer<typeof TextVersion>> {
  const text = await db.run(async (q) => {
    await assertMay(q, actor, 'change', { kind: 'device', name, doing: 'see dictionaries' });
    return getText(q, 'dictionary', name);
  });
  if (!text?.text) throw notFound('dictionary of', name);
  return toTextVersion(text);
}

export async function dictionaryHistory(db: Database, actor: Actor | null, name: string) {
  await configured(db, actor, name, 'see dictionaries');
  return (await db.run((q) => textHistory(q, 'dictionary', name))).map(toTextVersion);
}

/** An empty text removes it. Its problems are reported, and keep nobody from saving it before its template. */
export async function setDictionary(
  db: Database,
  actor: Actor | null,
  name: string,
  text: string,
  expected?: number,
): Promise<SavedText> {
  await configured(db, actor, name, 'change dictionaries');
  checkTemplateSyntax(text);
  return db.transaction(async (q) => {
    const { username } = await assertMay(q, actor, 'change', { kind: 'device', name });
    const row = await lockDevice(q, name);
    if (!row) throw notFound('device', name);
    const stored = await putDictionary(q, name, text, username, expected);
    await audit(q, {
      actor: username,
      kind: 'device',
      object: name,
      action: 'dictionary',
      new: `version ${stored.version}`,
    });
    const context = { scheduled_device_name: name, scheduled_device_type: row.device_type };
    const problems = text === '' ? [] : await inspectTemplate(q, text, `${name}.jinja2`, context);
    return { ...toTextVersion(stored), problems };
  });
}

/** @param context `KEY=VALUE` as a job's context has it; the value is YAML */
export async function renderedDevice(
  db: Database,
  actor: Actor | null,
  name: string,
  context: readonly string[],
): Promise<string> {
  const { deviceType } = await configured(db, actor, name, 'see rendered devices');
  const pairs = context.map((pair) => {
    const [, key, value = ''] = /^([^=]+)=(.*)$/s.exec(pair) ?? [];
    if (key === undefined) throw new LavaError('request-invalid', `context must be KEY=VALUE, found ${pair}`);
    return [key, value] as const;
  });
  return db.run((q) => renderDevice(q, { name, deviceType }, readContext({ pairs }), { pairs }));
}

/** The device, for those who may see its configuration: who may change it. */
async function configured(db: Database, actor: Actor | null, name: string, doing: string): Promise<Device> {
  await db.run((q) => assertMay(q, actor, 'change', { kind: 'device', name, doing }));
  return device(db, actor, name);
}

function toDevice(
  actor: Actor | null,
  row: DeviceView,
  changes: boolean,
  checks: ReadonlySet<string>,
): Device {
  const check = [row.base_template, row.device_type].find((name) => checks.has(name ?? ''));
  return {
    name: row.name,
    deviceType: row.device_type,
    worker: row.worker,
    state: row.state,
    health: row.health,
    description: row.description,
    tags: row.tags,
    currentJob: row.current_job,
    hasDictionary: row.has_dictionary,
    exclusive: row.exclusive,
    healthCheck: check ?? null,
    disableHealthCheck: row.disable_health_check,
    revision: row.revision,
    owner: row.owner,
    ownerGroup: row.owner_group,
    lastHealthCheck: lastCheck(row),
    takenOffline: row.health === 'maintenance' && row.health_before !== null,
    quarantine: toQuarantine(row.quarantine),
    may: abilitiesOnDevice(actor, changes),
  };
}

function lastCheck({ health_check_job: job, health_check_time: time }: DeviceView) {
  return job === null || time === null ? null : { job, time: time.toISOString() };
}
