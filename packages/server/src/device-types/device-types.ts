// SPDX-License-Identifier: Apache-2.0
import type {
  AddDeviceType,
  DeviceType,
  DeviceTypeQuery,
  SavedText,
  TextVersion,
  UpdateDeviceType,
} from '@lava/protocol/api/lab.ts';
import type { Page } from '@lava/protocol/api/list.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import type * as z from 'zod';
import { assertMay, may } from '../accounts/access.ts';
import { change } from '../audit/change.ts';
import type { Database, Queries } from '../db/database.ts';
import { audit, auditAll } from '../db/queries/audit.ts';
import {
  type DeviceTypeView,
  deleteUnusedTypes,
  getDeviceType,
  insertDeviceType,
  insertDeviceTypes,
  listAliases,
  listDeviceTypes,
  updateDeviceType,
} from '../db/queries/device-types.ts';
import { hiddenFrom, permittedOf } from '../db/queries/grants.ts';
import { getText, namesWithText, putText, textHistory } from '../db/queries/texts.ts';
import { abilitiesOnDeviceType } from '../rights/abilities.ts';
import { type Actor, mayManage } from '../rights/permissions.ts';
import { forbidden, notFound } from '../rights/refusals.ts';
import { checkTemplateSyntax } from './templates/check-syntax.ts';
import { inspectTemplate } from './templates/render.ts';
import { isShipped, shippedTemplate } from './templates/shipped.ts';
import { assertChangesText, assertSeesText } from './text-rights.ts';
import { toTextVersion } from './text-view.ts';

/** Those that the actor may see, each with what they may do with it. */
export async function deviceTypes(
  db: Database,
  actor: Actor | null,
  query: DeviceTypeQuery,
): Promise<Page<DeviceType>> {
  const [{ items, next, changeable }, texts] = await Promise.all([
    db.run(async (q) => {
      const page = await listDeviceTypes(q, query, await hiddenFrom(q, actor));
      const names = page.items.map(({ name }) => name);
      return { ...page, changeable: await permittedOf(q, actor, 'change', 'device-type', names) };
    }),
    db.run(textsThere),
  ]);
  return { items: items.map((row) => toDeviceType(actor, row, changeable.has(row.name), texts)), next };
}

/** @throws LavaError `not-found`, also when the actor may not see it */
export function deviceType(db: Database, actor: Actor | null, name: string): Promise<DeviceType> {
  return db.run(async (q) => {
    const changes = await may(q, actor, 'change', 'device-type', name);
    const { devices } = await hiddenFrom(q, actor);
    const row = await getDeviceType(q, name, devices);
    if (!row) throw notFound('device type', name);
    return toDeviceType(actor, row, changes, await textsThere(q));
  });
}

/** Those that the actor may submit jobs for. */
export function submittableTypes(
  db: Database,
  actor: Actor | null,
  names: readonly string[],
): Promise<Set<string>> {
  return db.run((q) => permittedOf(q, actor, 'submit', 'device-type', names));
}

interface TextsThere {
  templates: ReadonlySet<string>;
  checks: ReadonlySet<string>;
}

async function textsThere(q: Queries): Promise<TextsThere> {
  return {
    templates: await namesWithText(q, 'template'),
    checks: await namesWithText(q, 'health-check'),
  };
}

export async function addDeviceType(
  db: Database,
  actor: Actor | null,
  { name, description, template }: z.infer<typeof AddDeviceType>,
): Promise<DeviceType> {
  if (!mayManage(actor, 'add', 'device-type')) throw forbidden(actor, 'add device types');
  if (template) checkTemplateSyntax(template);
  await db.transaction(async (q) => {
    if ((await listAliases(q)).some((alias) => alias.name === name))
      throw new LavaError('conflict', `${name} is an alias of a device type`);
    if (!(await insertDeviceType(q, { name, description: description ?? null })))
      throw new LavaError('conflict', `there is a device type ${name} already`);
    if (template) await putText(q, 'template', name, template, actor.username);
    await audit(q, { actor: actor.username, kind: 'device-type', object: name, action: 'add' });
  });
  return deviceType(db, actor, name);
}

/** Adds those of the names that are not there yet, together; returns them. */
export async function addDeviceTypes(
  db: Database,
  actor: Actor | null,
  names: readonly string[],
): Promise<string[]> {
  if (!mayManage(actor, 'add', 'device-type')) throw forbidden(actor, 'add device types');
  const by = { actor: actor.username, kind: 'device-type', action: 'add' } as const;
  return db.transaction(async (q) => {
    const added = await insertDeviceTypes(
      q,
      names.map((name) => ({ name, description: null })),
    );
    await auditAll(
      q,
      added.map((name) => ({ ...by, object: name })),
    );
    return added;
  });
}

export async function changeDeviceType(
  db: Database,
  actor: Actor | null,
  name: string,
  set: z.infer<typeof UpdateDeviceType>,
): Promise<DeviceType> {
  await db.transaction(async (q) => {
    const { username } = await assertMay(q, actor, 'change', { kind: 'device-type', name });
    const before = await getDeviceType(q, name);
    if (!before) throw notFound('device type', name);
    const { healthFrequency, healthDenominator, disableHealthCheck, hardware = {}, ...plain } = set;
    const { cpuModel, coreCount, ...facts } = hardware;
    const columns = {
      ...plain,
      ...facts,
      ...(cpuModel !== undefined && { cpu_model: cpuModel }),
      ...(coreCount !== undefined && { core_count: coreCount }),
      ...(healthFrequency !== undefined && { health_frequency: healthFrequency }),
      ...(healthDenominator !== undefined && { health_denominator: healthDenominator }),
      ...(disableHealthCheck !== undefined && { disable_health_check: disableHealthCheck }),
    };
    await updateDeviceType(q, name, columns);
    const by = { actor: username, kind: 'device-type', object: name } as const;
    const { name: _, idle, busy, offline, queued, ...old } = before;
    await change(q, by, old, columns);
  });
  return deviceType(db, actor, name);
}

/** Removes the types that no device has and no job was ever for; returns their names. */
export async function pruneDeviceTypes(db: Database, actor: Actor | null): Promise<string[]> {
  if (!mayManage(actor, 'remove', 'device-type')) throw forbidden(actor, 'remove device types');
  return db.transaction(async (q) => {
    const names = await deleteUnusedTypes(q);
    const by = { actor: actor.username, kind: 'device-type', action: 'remove' } as const;
    await auditAll(
      q,
      names.map((name) => ({ ...by, object: name })),
    );
    return names;
  });
}

/** What is in force: an admin's text, else the one that came with this software as version 0. */
export async function template(
  db: Database,
  actor: Actor | null,
  name: string,
): Promise<z.infer<typeof TextVersion>> {
  const written = await db.run(async (q) => {
    await assertSeesText(q, actor, name, 'template');
    return getText(q, 'template', name);
  });
  if (written?.text) return toTextVersion(written);
  const shipped = shippedTemplate(name);
  if (shipped === undefined) throw notFound('template', name);
  return { version: 0, time: new Date(0).toISOString(), user: '<shipped>', text: shipped };
}

export function templateHistory(
  db: Database,
  actor: Actor | null,
  name: string,
): Promise<z.infer<typeof TextVersion>[]> {
  return db.run(async (q) => {
    await assertSeesText(q, actor, name, 'template');
    return (await textHistory(q, 'template', name)).map(toTextVersion);
  });
}

/**
 * An empty text removes an admin's template; a shipped one of that name is in force again.
 * @param expected the version that the writer has seen; another one is a `conflict`
 */
export async function setTemplate(
  db: Database,
  actor: Actor | null,
  name: string,
  text: string,
  expected?: number,
): Promise<SavedText> {
  await db.run((q) => assertChangesText(q, actor, name, 'change templates'));
  checkTemplateSyntax(text);
  return db.transaction(async (q) => {
    const { username } = await assertChangesText(q, actor, name, 'change templates');
    const version = await putText(q, 'template', name, text, username, expected);
    await audit(q, {
      actor: username,
      kind: 'device-type',
      object: name,
      action: 'template',
      new: `version ${version.version}`,
    });
    const problems = text === '' ? [] : await inspectTemplate(q, text, `${name}.jinja2`);
    return { ...toTextVersion(version), problems };
  });
}

function toDeviceType(
  actor: Actor | null,
  row: DeviceTypeView,
  changes: boolean,
  { templates, checks }: TextsThere,
): DeviceType {
  const shipped = isShipped(row.name) ? 'shipped' : 'none';
  return {
    name: row.name,
    description: row.description,
    display: row.display,
    devices: { idle: row.idle, busy: row.busy, offline: row.offline },
    queued: row.queued,
    template: templates.has(row.name) ? 'admin' : shipped,
    healthCheck: checks.has(row.name),
    healthFrequency: row.health_frequency,
    healthDenominator: row.health_denominator,
    disableHealthCheck: row.disable_health_check,
    retries: row.retries,
    hardware: {
      architecture: row.architecture,
      processor: row.processor,
      cpuModel: row.cpu_model,
      bits: row.bits,
      cores: row.cores,
      coreCount: row.core_count,
    },
    may: abilitiesOnDeviceType(actor, changes),
  };
}
