// SPDX-License-Identifier: Apache-2.0
import type { Permission, PermissionKind } from '@lava/protocol/api/permissions.ts';

/**
 * Who may see, use and change device types, devices and workers: a function of what was given to whom. The rules are LAVA's:
 * what nobody was given is everybody's, but for changes, which must be given; `change` includes `submit`, and `submit` `view`.
 */

/** One permission of a user or of a group, by their ids. */
export interface Given {
  permission: Permission;
  user: number | null;
  group: number | null;
}

/** What was given on one object. */
export interface ObjectGrants {
  kind: PermissionKind;
  own: readonly Given[];
  /** Of a device: what was given on its type, which decides where the device itself says nothing. */
  type?: readonly Given[];
}

/** What somebody may do with all objects of a kind. */
export interface LabPermission {
  kind: PermissionKind;
  permission: Permission;
}

interface Holder {
  id: number;
  admin: boolean;
  groups: readonly number[];
  /** Absent: nothing. */
  everywhere?: readonly LabPermission[];
}

/** What of one object a permission is about. */
export type ObjectPermission = 'view' | 'submit' | 'change';

const INCLUDED: Record<Permission, readonly ObjectPermission[]> = {
  view: ['view'],
  submit: ['view', 'submit'],
  change: ['view', 'submit', 'change'],
  add: [],
  remove: [],
};

/** Permissions that include this one. */
export function including(wanted: ObjectPermission): Permission[] {
  return (Object.keys(INCLUDED) as Permission[]).filter((each) => INCLUDED[each].includes(wanted));
}

export function permits(actor: Holder | null, wanted: ObjectPermission, on: ObjectGrants): boolean {
  if (actor && (actor.admin || permitsEverywhere(actor, wanted, on.kind))) return true;
  if (actor && on.own.some((given) => INCLUDED[given.permission].includes(wanted) && isFor(given, actor)))
    return true;
  if (on.own.some(({ permission }) => permission === wanted)) return false;
  if (on.type) return permits(actor, wanted, { kind: 'device-type', own: on.type });
  return wanted === 'view' || (wanted === 'submit' && actor !== null);
}

/** By what was given on all objects of the kind. */
export function permitsEverywhere(
  actor: Holder,
  wanted: ObjectPermission | 'add' | 'remove',
  kind: PermissionKind,
): boolean {
  if (actor.admin) return true;
  return (actor.everywhere ?? []).some(
    (given) =>
      given.kind === kind &&
      (given.permission === wanted || INCLUDED[given.permission].some((included) => included === wanted)),
  );
}

/** Nobody was given anything: everybody may see and use it. */
export const UNRESTRICTED: ObjectGrants = { kind: 'device-type', own: [] };

function isFor({ user, group }: Given, { id, groups }: Holder): boolean {
  return user === id || (group !== null && groups.includes(group));
}
