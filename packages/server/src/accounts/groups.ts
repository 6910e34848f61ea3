// SPDX-License-Identifier: Apache-2.0
import type { Group, GroupQuery } from '@lava/protocol/api/auth.ts';
import type { Page } from '@lava/protocol/api/list.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Database } from '../db/database.ts';
import { audit } from '../db/queries/audit.ts';
import { countGrantsOfGroup } from '../db/queries/grants.ts';
import {
  deleteGroup,
  deleteMember,
  getGroup,
  insertGroup,
  insertMember,
  listGroups,
} from '../db/queries/groups.ts';
import { getUser } from '../db/queries/users.ts';
import { type Actor, mayManageLab } from '../rights/permissions.ts';
import { forbidden, notFound } from '../rights/refusals.ts';

/** Groups of users: who may see the jobs that are shown to a group. */

export async function groups(db: Database, actor: Actor | null, query: GroupQuery): Promise<Page<Group>> {
  if (!mayManageLab(actor)) throw forbidden(actor, 'list groups');
  return db.run((q) => listGroups(q, query));
}

export async function addGroup(db: Database, actor: Actor | null, name: string): Promise<void> {
  if (!mayManageLab(actor)) throw forbidden(actor, 'add groups');
  await db.transaction(async (q) => {
    if (!(await insertGroup(q, name))) throw new LavaError('conflict', `there is a group ${name} already`);
    await audit(q, { actor: actor.username, kind: 'group', object: name, action: 'add' });
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

/** Who is a member already, or is none, stays so. */
export async function changeMembers(
  db: Database,
  actor: Actor | null,
  name: string,
  { add, remove }: { add: readonly string[]; remove: readonly string[] },
): Promise<Group> {
  if (!mayManageLab(actor)) throw forbidden(actor, 'change groups');
  return db.transaction(async (q) => {
    if (!(await getGroup(q, name))) throw notFound('group', name);
    for (const [usernames, change, action] of [
      [add, insertMember, 'add member'],
      [remove, deleteMember, 'remove member'],
    ] as const) {
      for (const username of usernames) {
        const user = await getUser(q, username);
        if (!user) throw notFound('user', username);
        if (await change(q, name, user.id))
          await audit(q, { actor: actor.username, kind: 'group', object: name, action, new: username });
      }
    }
    return (await getGroup(q, name)) ?? { name, members: [] };
  });
}
