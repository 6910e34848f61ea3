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
import { change } from '../audit/change.ts';
import type { Database } from '../db/database.ts';
import { audit } from '../db/queries/audit.ts';
import {
  type DeviceTypeView,
  deleteUnusedTypes,
  getDeviceType,
  insertDeviceType,
  listDeviceTypes,
  updateDeviceType,
} from '../db/queries/device-types.ts';
import { getText, namesWithText, putText, textHistory } from '../db/queries/texts.ts';
import { type Actor, mayManageLab } from '../rights/permissions.ts';
import { forbidden, notFound } from '../rights/refusals.ts';
import { checkTemplateSyntax } from './templates/check-syntax.ts';
import { inspectTemplate } from './templates/render.ts';
import { shippedTemplate } from './templates/shipped.ts';
import { toTextVersion } from './text-view.ts';

export async function deviceTypes(db: Database, query: DeviceTypeQuery): Promise<Page<DeviceType>> {
  const [{ items, next }, written] = await Promise.all([
    db.run((q) => listDeviceTypes(q, query)),
    db.run((q) => namesWithText(q, 'template')),
  ]);
  return { items: items.map((row) => toDeviceType(row, written)), next };
}

export async function deviceType(db: Database, name: string): Promise<DeviceType> {
  const row = await db.run((q) => getDeviceType(q, name));
  if (!row) throw notFound('device type', name);
  return toDeviceType(row, await db.run((q) => namesWithText(q, 'template')));
}

export async function addDeviceType(
  db: Database,
  actor: Actor | null,
  { name, description, template }: z.infer<typeof AddDeviceType>,
): Promise<DeviceType> {
  if (!mayManageLab(actor)) throw forbidden(actor, 'add device types');
  if (template) checkTemplateSyntax(template);
  await db.transaction(async (q) => {
    if (!(await insertDeviceType(q, { name, description })))
      throw new LavaError('conflict', `there is a device type ${name} already`);
    if (template) await putText(q, 'template', name, template, actor.username);
    await audit(q, { actor: actor.username, kind: 'device-type', object: name, action: 'add' });
  });
  return deviceType(db, name);
}

export async function changeDeviceType(
  db: Database,
  actor: Actor | null,
  name: string,
  set: z.infer<typeof UpdateDeviceType>,
): Promise<DeviceType> {
  if (!mayManageLab(actor)) throw forbidden(actor, 'change device types');
  await db.transaction(async (q) => {
    const before = await getDeviceType(q, name);
    if (!before) throw notFound('device type', name);
    await updateDeviceType(q, name, set);
    const by = { actor: actor.username, kind: 'device-type', object: name } as const;
    await change(q, by, { description: before.description, display: before.display }, set);
  });
  return deviceType(db, name);
}

/** Removes the types that no device has and no job was ever for; returns their names. */
export async function pruneDeviceTypes(db: Database, actor: Actor | null): Promise<string[]> {
  if (!mayManageLab(actor)) throw forbidden(actor, 'remove device types');
  return db.transaction(async (q) => {
    const names = await deleteUnusedTypes(q);
    for (const name of names)
      await audit(q, { actor: actor.username, kind: 'device-type', object: name, action: 'remove' });
    return names;
  });
}

/** What is in force: an admin's text, else the one that came with this software as version 0. */
export async function template(db: Database, name: string): Promise<z.infer<typeof TextVersion>> {
  const written = await db.run((q) => getText(q, 'template', name));
  if (written?.text) return toTextVersion(written);
  const shipped = shippedTemplate(name);
  if (shipped === undefined) throw notFound('template', name);
  return { version: 0, time: new Date(0).toISOString(), user: '<shipped>', text: shipped };
}

export async function templateHistory(db: Database, name: string): Promise<z.infer<typeof TextVersion>[]> {
  return (await db.run((q) => textHistory(q, 'template', name))).map(toTextVersion);
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
  if (!mayManageLab(actor)) throw forbidden(actor, 'change templates');
  checkTemplateSyntax(text);
  return db.transaction(async (q) => {
    const version = await putText(q, 'template', name, text, actor.username, expected);
    await audit(q, {
      actor: actor.username,
      kind: 'device-type',
      object: name,
      action: 'template',
      new: `version ${version.version}`,
    });
    const problems = text === '' ? [] : await inspectTemplate(q, text, `${name}.jinja2`);
    return { ...toTextVersion(version), problems };
  });
}

function toDeviceType(row: DeviceTypeView, written: ReadonlySet<string>): DeviceType {
  const shipped = shippedTemplate(row.name) === undefined ? 'none' : 'shipped';
  return {
    name: row.name,
    description: row.description,
    display: row.display,
    devices: { idle: row.idle, busy: row.busy, offline: row.offline },
    queued: row.queued,
    template: written.has(row.name) ? 'admin' : shipped,
  };
}
