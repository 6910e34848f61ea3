// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Database } from '../db/database.ts';
import { audit } from '../db/queries/audit.ts';
import { deleteAlias, getDeviceType, insertAlias, listAliases } from '../db/queries/device-types.ts';
import { type Actor, mayManageLab } from '../rights/permissions.ts';
import { forbidden, notFound } from '../rights/refusals.ts';

/** Another name for a device type, that jobs may use. */
export interface Alias {
  name: string;
  deviceType: string;
}

export function aliases(db: Database): Promise<Alias[]> {
  return db.run(listAliases);
}

export async function alias(db: Database, name: string): Promise<Alias> {
  const found = (await aliases(db)).find((each) => each.name === name);
  if (!found) throw notFound('alias', name);
  return found;
}

export async function addAlias(
  db: Database,
  actor: Actor | null,
  { name, deviceType }: Alias,
): Promise<void> {
  if (!mayManageLab(actor)) throw forbidden(actor, 'add aliases');
  await db.transaction(async (q) => {
    if (!(await getDeviceType(q, deviceType))) throw notFound('device type', deviceType);
    const outcome = await insertAlias(q, name, deviceType);
    if (outcome === 'known') return;
    if (outcome === 'foreign')
      throw new LavaError('conflict', `${name} is an alias of another device type already`);
    await audit(q, {
      actor: actor.username,
      kind: 'device-type',
      object: deviceType,
      action: 'alias',
      new: name,
    });
  });
}

export async function removeAlias(db: Database, actor: Actor | null, name: string): Promise<void> {
  if (!mayManageLab(actor)) throw forbidden(actor, 'remove aliases');
  const { deviceType } = await alias(db, name);
  await db.transaction(async (q) => {
    await deleteAlias(q, name);
    await audit(q, {
      actor: actor.username,
      kind: 'device-type',
      object: deviceType,
      action: 'alias',
      old: name,
    });
  });
}
