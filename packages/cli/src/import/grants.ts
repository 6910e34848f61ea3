// SPDX-License-Identifier: Apache-2.0
import type { Permission, PermissionKind } from '@lava/protocol/api/permissions.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { type GivenTo, grantKey } from './here.ts';
import type { Entry } from './report.ts';
import { part, type Run } from './run.ts';
import { GrantThere } from './shapes.ts';
import type { Source } from './source.ts';

/** What groups were given there, on one object each. */
export interface GrantThereOn {
  kind: PermissionKind;
  object: string;
  permission: Permission;
  group: string;
}
export type GrantsThere = readonly GrantThereOn[];

const LISTS = [
  ['permissions/devices/?ordering=id', 'device', 'device'],
  ['permissions/devicetypes/?ordering=id', 'device-type', 'devicetype'],
] as const;

/** @throws LavaError `forbidden` for all but superusers there */
export async function readGrants(source: Source, misread: (what: string) => void): Promise<GrantsThere> {
  const grants: GrantThereOn[] = [];
  for (const [path, kind, field] of LISTS)
    for (const item of await source.list(path)) {
      const { data } = GrantThere.safeParse(item);
      const permission = data && permissionOf(data.permission, field);
      const object = data?.[field];
      if (!permission || object === undefined) misread(`a permission in ${path}`);
      else grants.push({ kind, object, permission, group: data.group });
    }
  return grants;
}

/** `view_device` is `view`. */
export function permissionOf(word: string, field: string): Permission | undefined {
  const [, verb] = new RegExp(`^(view|submit_to|change|add|delete)_${field}$`).exec(word) ?? [];
  if (verb === 'submit_to') return 'submit';
  return verb === 'delete' ? 'remove' : (verb as Permission | undefined);
}

/**
 * Here as there, what nobody was given is everybody's: an object that only some may see is not added before they are here.
 * @throws LavaError `conflict`
 */
export function mayBeShown(run: Run, grants: GrantsThere, kind: PermissionKind, name: string): void {
  const viewers = grants.filter(
    (each) => each.kind === kind && each.object === name && each.permission === 'view',
  );
  if (viewers.length === 0 || run.dryRun || viewers.some(({ group }) => run.here.groups.has(group))) return;
  throw new LavaError(
    'conflict',
    `there only ${viewers.map(({ group }) => group).join(', ')} may see it, and here there is no such group`,
  );
}

export async function enterGrants(
  run: Run,
  entry: Entry,
  grants: GrantsThere,
  kind: PermissionKind,
): Promise<void> {
  const own = grants.filter((each) => each.kind === kind && each.object === entry.name);
  // Who sees it comes first, so that it is nobody else's as soon as it can be.
  for (const { object, permission, group } of own.toSorted((a, b) => rank(a) - rank(b)))
    await enterGrant(run, entry, { kind, object, permission, user: null, group });
}

const rank = ({ permission }: GrantThereOn) => (permission === 'view' ? 0 : 1);

export async function enterGrant(run: Run, entry: Entry, given: GivenTo): Promise<void> {
  const key = grantKey(given);
  if (run.here.grants.has(key)) return;
  const what = `${given.permission} for ${given.group ?? given.user}`;
  await part(entry, what, async () => {
    if (!run.dryRun) await run.client.permissions.grant(given);
    run.here.grants.add(key);
    if (entry.outcome !== 'added') entry.changed.push(what);
  });
}
