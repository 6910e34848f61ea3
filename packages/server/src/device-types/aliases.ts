// SPDX-License-Identifier: Apache-2.0
import type { Alias, AliasQuery } from '@lava/protocol/api/lab.ts';
import type { Page } from '@lava/protocol/api/list.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { assertMay } from '../accounts/access.ts';
import type { Database } from '../db/database.ts';
import { audit } from '../db/queries/audit.ts';
import {
  deleteAlias,
  getDeviceType,
  insertAlias,
  listAliases,
  pageOfAliases,
} from '../db/queries/device-types.ts';
import { hiddenFrom } from '../db/queries/grants.ts';
import type { Actor } from '../rights/permissions.ts';
import { forbidden, notFound } from '../rights/refusals.ts';

/** Those of the device types that the actor may see. */
export function aliases(db: Database, actor: Actor | null): Promise<Alias[]> {
  return db.run(async (q) => {
    const { types } = await hiddenFrom(q, actor);
    return (await listAliases(q)).filter(({ deviceType }) => !types.includes(deviceType));
  });
}

/** The same, page by page. */
export function aliasPage(db: Database, actor: Actor | null, query: AliasQuery): Promise<Page<Alias>> {
  return db.run(async (q) => pageOfAliases(q, query, await hiddenFrom(q, actor)));
}

export async function alias(db: Database, actor: Actor | null, name: string): Promise<Alias> {
  const found = (await aliases(db, actor)).find((each) => each.name === name);
  if (!found) throw notFound('alias', name);
  return found;
}

/** False when it was one of that type already. @throws LavaError `conflict`, `not-found`, `forbidden` */
export async function addAlias(
  db: Database,
  actor: Actor | null,
  { name, deviceType }: Alias,
): Promise<boolean> {
  return db.transaction(async (q) => {
    const by = await assertMay(q, actor, 'change', { kind: 'device-type', name: deviceType });
    // Jobs look for an alias first: it would take the jobs of the type.
    if (await getDeviceType(q, name)) throw new LavaError('conflict', `there is a device type ${name}`);
    const outcome = await insertAlias(q, name, deviceType);
    if (outcome === 'known') return false;
    if (outcome === 'foreign')
      throw new LavaError('conflict', `${name} is an alias of another device type already`);
    await audit(q, {
      actor: by.username,
      kind: 'device-type',
      object: deviceType,
      action: 'alias',
      new: name,
    });
    return true;
  });
}

export async function removeAlias(db: Database, actor: Actor | null, name: string): Promise<void> {
  if (!actor) throw forbidden(actor, 'remove aliases');
  const { deviceType } = await alias(db, actor, name);
  await db.transaction(async (q) => {
    const by = await assertMay(q, actor, 'change', { kind: 'device-type', name: deviceType });
    await deleteAlias(q, name);
    await audit(q, {
      actor: by.username,
      kind: 'device-type',
      object: deviceType,
      action: 'alias',
      old: name,
    });
  });
}
