// SPDX-License-Identifier: Apache-2.0
import type { PermissionKind } from '@lava/protocol/api/permissions.ts';
import type { Queries } from '../db/database.ts';
import { objectGrants } from '../db/queries/grants.ts';
import { type ObjectPermission, permits } from '../rights/grants.ts';
import type { Actor } from '../rights/permissions.ts';
import { forbidden, hidden, notFound } from '../rights/refusals.ts';

export const WORDS: Record<PermissionKind, string> = {
  'device-type': 'device type',
  device: 'device',
  worker: 'worker',
};

/**
 * Whether they may, by what was given on the object at this moment.
 * @throws LavaError `not-found` when there is no such object, or it is not theirs to see
 */
export async function may(
  q: Queries,
  actor: Actor | null,
  wanted: ObjectPermission,
  kind: PermissionKind,
  name: string,
): Promise<boolean> {
  const grants = await objectGrants(q, kind, name);
  if (!grants) throw notFound(WORDS[kind], name);
  if (!permits(actor, 'view', grants)) throw hidden(WORDS[kind], name);
  return permits(actor, wanted, grants);
}

/**
 * @param doing completes "may not …"; if not given: change it
 * @throws LavaError `not-found`, `forbidden`, `unauthenticated`
 */
export async function assertMay(
  q: Queries,
  actor: Actor | null,
  wanted: Exclude<ObjectPermission, 'view'>,
  {
    kind,
    name,
    doing = `${wanted} ${WORDS[kind]} ${name}`,
  }: { kind: PermissionKind; name: string; doing?: string },
): Promise<Actor> {
  if (!(await may(q, actor, wanted, kind, name)) || !actor) throw forbidden(actor, doing);
  return actor;
}
