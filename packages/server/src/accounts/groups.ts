// SPDX-License-Identifier: Apache-2.0
import type { Group, GroupQuery } from '@lava/protocol/api/auth.ts';
import type { Page } from '@lava/protocol/api/list.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Database, Queries } from '../db/database.ts';
import { audit } from '../db/queries/audit.ts';
import { countGrantsOfGroup } from '../db/queries/grants.ts';
import {
  deleteGroup,
  deleteMember,
  getGroup,
  insertGroup,
  insertMember,
  listGroups,
  renameGroup,
} from '../db/queries/groups.ts';
import { getUser } from '../db/queries/users.ts';
import { abilitiesOnGroup } from '../rights/abilities.ts';
import { type Actor, mayManageLab } from '../rights/permissions.ts';
import { forbidden, notFound } from '../rights/refusals.ts';

/** Groups of users: they are given permissions, and jobs are shown to them. */

export async function groups(db: Database, actor: Actor | null, query: GroupQuery): Promise<Page<Group>> {
  if (!mayManageLab(actor)) throw forbidden(actor, 'list groups');
  const { items, next } = await db.run((q) => listGroups(q, query));
  return { items: items.map((row) => ({ ...row, may: abilitiesOnGroup(actor) })), next };
}

export function group(db: Database, actor: Actor | null, name: string): Promise<Group> {
  if (!mayManageLab(actor)) throw forbidden(actor, 'see groups');
  return db.run((q) => found(q, actor, name));
}

export async function addGroup(
  db: Database,
  actor: Actor | null,
  { name, members = [] }: { name: string; members?: readonly string[] },
): Promise<Group> {
  if (!mayManageLab(actor)) throw forbidden(actor, 'add groups');
  return db.transaction(async (q) => {
    if (!(await insertGroup(q, name))) throw new LavaError('conflict', `there is a group ${name} already`);
    const by = { actor: actor.username, kind: 'group', object: name } as const;
    await audit(q, { ...by, action: 'add' });
    await changeMembers(q, by, { add: members, remove: [] });
    return found(q, actor, name);
  });
}

export async function removeGroup(db: Database, actor: Actor | null, name: string): Promise<void> {
  if (!mayManageLab(actor)) throw forbidden(actor, 'remove groups');
  await db.transaction(async (q) => {
    const given = await countGrantsOfGroup(q, name);
    if (given > 0)
      throw new LavaError(
        'conflict',
        `group ${name} has ${given} ${given === 1 ? 'permission' : 'permissions'}`,
        {
          hint: `revoke them first, so that you see what else they were for: lava permissions list --group ${name}`,
        },
      );
    if (!(await deleteGroup(q, name))) throw notFound('group', name);
    await audit(q, { actor: actor.username, kind: 'group', object: name, action: 'remove' });
  });
}

/** Who is a member already, or is none, stays so. A new name changes nothing else: what it was given is by its number. */
export async function changeGroup(
  db: Database,
  actor: Actor | null,
  name: string,
  {
    name: to,
    add = [],
    remove = [],
  }: { name?: string | undefined; add?: readonly string[]; remove?: readonly string[] },
): Promise<Group> {
  if (!mayManageLab(actor)) throw forbidden(actor, 'change groups');
  return db.transaction(async (q) => {
    if (!(await getGroup(q, name))) throw notFound('group', name);
    const by = { actor: actor.username, kind: 'group', object: name } as const;
    await changeMembers(q, by, { add, remove });
    if (to === undefined || to === name) return found(q, actor, name);
    if (!(await renameGroup(q, name, to))) throw new LavaError('conflict', `there is a group ${to} already`);
    await audit(q, { ...by, object: to, action: 'name', old: name, new: to });
    return found(q, actor, to);
  });
}

async function changeMembers(
  q: Queries,
  by: { actor: string; kind: 'group'; object: string },
  { add, remove }: { add: readonly string[]; remove: readonly string[] },
): Promise<void> {
  for (const [usernames, change, action] of [
    [add, insertMember, 'add member'],
    [remove, deleteMember, 'remove member'],
  ] as const) {
    for (const username of usernames) {
      const user = await getUser(q, username);
      if (!user) throw notFound('user', username);
      if (await change(q, by.object, user.id)) await audit(q, { ...by, action, new: username });
    }
  }
}

async function found(q: Queries, actor: Actor, name: string): Promise<Group> {
  const row = await getGroup(q, name);
  if (!row) throw notFound('group', name);
  return { ...row, may: abilitiesOnGroup(actor) };
}
