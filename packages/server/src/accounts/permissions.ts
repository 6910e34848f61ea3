// SPDX-License-Identifier: Apache-2.0

import type { Page } from '@lava/protocol/api/list.ts';
import type { AddGrant, Grant, GrantQuery } from '@lava/protocol/api/permissions.ts';
import type { Database, Queries } from '../db/database.ts';
import { audit } from '../db/queries/audit.ts';
import {
  deleteGrant,
  findGrant,
  type GrantRow,
  getGrant,
  insertGrant,
  listGrants,
  objectGrants,
} from '../db/queries/grants.ts';
import { groupIds } from '../db/queries/groups.ts';
import { getUser } from '../db/queries/users.ts';
import { type Actor, mayManageLab } from '../rights/permissions.ts';
import { forbidden, notFound } from '../rights/refusals.ts';
import { assertMay, WORDS } from './access.ts';

/** Of the whole lab for admins; of one object also for those who may change it. */
export async function permissions(
  db: Database,
  actor: Actor | null,
  query: GrantQuery,
): Promise<Page<Grant>> {
  const { kind, object: name } = query;
  if (!mayManageLab(actor)) {
    const doing = 'see who may do what';
    if (kind === undefined || name === undefined) throw forbidden(actor, doing);
    await db.run((q) => assertMay(q, actor, 'change', { kind, name, doing }));
  }
  const { items, next } = await db.run((q) => listGrants(q, query));
  return { items: items.map(toGrant), next };
}

/** What was given before stays as it is. @throws LavaError `not-found`, `forbidden` */
export async function grant(db: Database, actor: Actor | null, input: AddGrant): Promise<Grant> {
  if (!mayManageLab(actor)) throw forbidden(actor, 'give permissions');
  const { kind, object, permission } = input;
  return db.transaction(async (q) => {
    if (object !== null && !(await objectGrants(q, kind, object))) throw notFound(WORDS[kind], object);
    const given = { kind, object, permission, ...(await holderOf(q, input)) };
    const id = await insertGrant(q, given);
    if (id !== undefined) await audit(q, { ...entry(actor, input), action: 'grant', new: text(input) });
    return toGrant((await findGrant(q, given)) as GrantRow);
  });
}

/** @throws LavaError `not-found`, `forbidden` */
export async function revoke(db: Database, actor: Actor | null, id: number): Promise<void> {
  if (!mayManageLab(actor)) throw forbidden(actor, 'revoke permissions');
  await db.transaction(async (q) => {
    const given = await getGrant(q, id);
    if (!given) throw notFound('permission', id);
    await deleteGrant(q, id);
    await audit(q, { ...entry(actor, given), action: 'revoke', old: text(given) });
  });
}

async function holderOf(q: Queries, { user, group }: Pick<AddGrant, 'user' | 'group'>) {
  if (user !== null) {
    const found = await getUser(q, user);
    if (!found) throw notFound('user', user);
    return { user: found.id, group: null };
  }
  const name = group ?? '';
  const id = (await groupIds(q, [name])).get(name);
  if (id === undefined) throw notFound('group', name);
  return { user: null, group: id };
}

type Named = Pick<Grant, 'kind' | 'object' | 'permission' | 'user' | 'group'>;

function entry(actor: Actor, { kind, object }: Named) {
  return { actor: actor.username, kind, object: object ?? '*' };
}

/** `submit: group lab` */
function text({ permission, user, group }: Named): string {
  return `${permission}: ${user === null ? `group ${group}` : `user ${user}`}`;
}

function toGrant({ created, ...row }: GrantRow): Grant {
  return { ...row, created: created.toISOString() };
}
